/* What is known of the program: the last rows, what became of them in the last interval, and five minutes of history. */

const HISTORY = 300;

const model = {
  head: null, now: 0, wall: 0, lag: null, sessions: new Map(), events: new Map(), warnings: [], history: [], updates: 0,
};

const share = (row, old, dt) => {
  row.at = model.now;
  row.rate = old ? Math.max(0, row.count - old.count) / dt : null;
  row.grown = old && row.queue !== undefined ? row.queue - old.queue : 0;
  const busy = row.busy_ns !== undefined ? "busy_ns" : "self_ns";
  row.busy = old ? Math.max(0, row[busy] - old[busy]) / dt / 1e9 : null;
};

const rest = row => { row.rate = row.rate === null ? null : 0; row.busy = row.busy === null ? null : 0; row.grown = 0; };

const takeRows = (table, key, rows, gone, isWhole, dt) => {
  const had = model[table];
  const next = isWhole ? new Map() : had;
  if (!isWhole) for (const row of had.values()) rest(row);
  for (const row of rows || []) {
    share(row, had.get(row[key]), dt);
    next.set(row[key], row);
  }
  for (const id of gone || []) next.delete(id);
  model[table] = next;
};

/* Of what came between: [least, count] lists that only grow. */
const between = (now, before) => {
  const was = new Map((before || {}).buckets || []);
  return now.buckets.map(([least, n]) => [least, n - (was.get(least) || 0)]).filter(([, n]) => n > 0);
};

const quantile = (buckets, part) => {
  const all = buckets.reduce((sum, [, n]) => sum + n, 0);
  let left = all * part;
  for (const [least, n] of buckets) { left -= n; if (left <= 0) return least; }
  return buckets.length ? buckets[buckets.length - 1][0] : NaN;
};

const point = (old, head, lag, dt) => {
  const grew = name => Math.max(0, head[name] - old.head[name]);
  const late = between(lag, old.lag);
  return {
    t: model.now, memory: head.memory,
    events: (grew("dispatched") + grew("ready")) / dt,
    busy: Math.min(1, (grew("files_ns") + grew("events_ns") + grew("collect_ns")) / dt / 1e9),
    p50: quantile(late, .5), p99: quantile(late, .99), most: late.length ? late[late.length - 1][0] : NaN,
  };
};

const take = (message, isWhole) => {
  const old = { head: model.head, lag: model.lag, now: model.now };
  const isSame = old.head && old.head.pid === message.head.pid && message.now >= old.now;
  if (!isSame) { model.sessions = new Map(); model.events = new Map(); model.history = []; }
  const dt = isSame ? Math.max(.05, message.now - old.now) : NaN;
  model.now = message.now; model.wall = message.wall;
  takeRows("sessions", "id", message.sessions, message.sessions_gone, isWhole, dt);
  takeRows("events", "name", message.events, message.events_gone, isWhole, dt);
  if (message.warnings) model.warnings = message.warnings;
  model.head = message.head; model.lag = message.lag;
  if (isSame) {
    /* A gap in the line where nothing was known. */
    if (dt > 5) model.history.push({ t: message.now - dt / 2, events: NaN, busy: NaN, p50: NaN, p99: NaN, most: NaN, memory: NaN });
    model.history.push(point(old, message.head, message.lag, dt));
  }
  while (model.history.length && model.history[0].t < model.now - HISTORY - 5) model.history.shift();
  model.updates++;
};
