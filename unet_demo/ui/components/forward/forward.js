// Forwards a visitor who came by an old address with a fragment: what stands behind the # never reaches the server.
import { hide } from "../shared/faceless.js";

function forward({ data, parentElement }) {
  hide(parentElement);
  // The address may have been completed, without its fragment, before this runs: the load remembers what was asked for.
  const asked = new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href);
  const came = [new URL(location.href), asked].find((each) => each.hash === data.hash && last(each) === last(location));
  if (!came || came.searchParams.get(data.name) === data.value) return;
  const there = new URL(data.path, location.href);
  for (const [name, value] of came.searchParams) there.searchParams.set(name, value);
  there.searchParams.set(data.name, data.value);
  there.hash = data.hash;
  location.replace(there);
}

function last({ pathname }) {
  return pathname.replace(/\/$/, "").split("/").pop();
}

export default forward;
