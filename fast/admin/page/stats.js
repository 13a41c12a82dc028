// Arithmetic on snapshots, whose counters only grow, and how numbers are written.

// rate is how much a counter has grown a second between two snapshots.
export function rate(before, now, counter) {
  const seconds = (Date.parse(now.time) - Date.parse(before.time)) / 1000;
  return seconds > 0 ? Math.max(0, counter(now) - counter(before)) / seconds : 0;
}

// headroom is the share of the processors that the process left unused, 0 to 1.
export function headroom(before, now) {
  return Math.min(1, Math.max(0, 1 - rate(before, now, s => s.cpu_seconds) / now.processors));
}

// answered is how many requests were answered with a status that match takes.
export function answered(snapshot, match) {
  let n = 0;
  for (const statuses of Object.values(snapshot.requests)) {
    for (const [status, count] of Object.entries(statuses)) if (match(status)) n += count;
  }
  return n;
}

// byStatus are the answers with an error, by status.
export function byStatus(snapshot) {
  const all = {};
  for (const statuses of Object.values(snapshot.requests)) {
    for (const [status, count] of Object.entries(statuses)) {
      if (status >= "400") all[status] = (all[status] || 0) + count;
    }
  }
  return all;
}

// quantiles are the times in seconds below which those shares lie of what was timed
// between two snapshots; null if nothing was.
export function quantiles(bounds, before, now, name, shares) {
  const old = before.times[name] || [], all = now.times[name] || [];
  const grown = all.map((n, i) => n - (old[i] || 0));
  const total = grown.at(-1) || 0;
  return shares.map(share => total > 0 ? at(bounds, grown, share * total) : null);
}

// at is the time that rank requests took at most. Within a bucket times are taken to be
// spread evenly.
function at(bounds, within, rank) {
  const i = within.findIndex(n => n >= rank);
  if (i < 0 || i >= bounds.length) return bounds.at(-1);
  const low = i > 0 ? bounds[i - 1] : 0, fewer = i > 0 ? within[i - 1] : 0;
  return low + (bounds[i] - low) * (rank - fewer) / Math.max(1, within[i] - fewer);
}

export function number(n) {
  if (n === null) return "–";
  if (n >= 1e6) return (n / 1e6).toFixed(n >= 1e7 ? 1 : 2) + " M";
  if (n >= 1e4) return (n / 1e3).toFixed(1) + " k";
  if (n >= 100 || n === Math.round(n)) return Math.round(n).toLocaleString("en");
  return n.toFixed(1);
}

export function duration(s) {
  if (s === null) return "–";
  if (s === 0) return "0";
  const [value, unit] = s >= 1 ? [s, "s"] : s >= 1e-3 ? [s * 1e3, "ms"] : [s * 1e6, "µs"];
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2) + " " + unit;
}

export function percent(share) { return share === null ? "–" : (share * 100).toFixed(share < 0.1 ? 1 : 0) + " %"; }
