// What build.mjs lets the sources import besides modules.

declare module "*.css" {
  const text: string;
  export default text;
}
