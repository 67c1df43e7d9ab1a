// The simulator's side of the page: what there is to show, and what a person makes happen.

export async function constant() {
  return (await fetch("/page/constant")).json();
}

export async function state(user, after, traffic) {
  const query = new URLSearchParams({ user, after, traffic });
  return (await fetch(`/page/state?${query}`)).json();
}

async function post(path, told) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(told),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail);
  return found;
}

export const act = (user, name, more = {}) => post("/page/act", { user, act: name, ...more });

export const newcomer = (name) => post("/page/people", { name });

export const opened = (user, url) => `/page/open?${new URLSearchParams({ user, url })}`;
