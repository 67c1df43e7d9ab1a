// From one colour of the embedding site, all that is needed of it with enough contrast (WCAG 2.2, 4.5 to 1).

type Colour = [number, number, number];

const ENOUGH = 4.5;
const LIGHT_GROUND: Colour = [238, 242, 247];
const DARK_GROUND: Colour = [38, 47, 59];
const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];

/** Custom properties for a colour as #rrggbb; none for anything else. */
export function brandOf(hex: string | undefined): Record<string, string> {
  if (!hex || !/^#[0-9a-f]{6}$/i.test(hex)) return {};
  const brand = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Colour;
  return {
    "--brand": hex,
    "--on-brand": contrast(brand, WHITE) >= ENOUGH ? "#fff" : "#000",
    "--link-light": css(until(brand, LIGHT_GROUND, BLACK)),
    "--link-dark": css(until(brand, DARK_GROUND, WHITE)),
  };
}

/** The colour, moved towards black or white until it can be read on the ground. */
function until(colour: Colour, ground: Colour, towards: Colour): Colour {
  let moved = colour;
  for (let share = 0.1; share <= 1 && contrast(moved, ground) < ENOUGH; share += 0.1) {
    moved = colour.map((value, at) => Math.round(value + (towards[at]! - value) * share)) as Colour;
  }
  return moved;
}

function contrast(one: Colour, other: Colour): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function css(colour: Colour): string {
  return `rgb(${colour.join(",")})`;
}
