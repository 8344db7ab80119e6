/* Tables: columns, order, filter; rows stay where they are while their numbers change. */

const ageOf = row => row.age + (model.now - row.at);
const lastOf = row => row.last === null ? null : row.last + (model.now - row.at);
const column = (title, get, format, options) => ({ title, get, format: format || (v => v === null || v === undefined ? "" : shown(v)), ...options });
const n = { isNumber: true };
const far = { isNumber: true, level: "far" };
const mid = { isNumber: true, level: "mid" };

const busyCell = { fill: (cell, value) => {
  const bar = el("i");
  bar.style.width = Math.min(100, (value || 0) * 100) + "%";
  cell.replaceChildren(el("span", { class: "bar", "aria-hidden": "true" }, bar), percent(value));
} };

const queueCell = { fill: (cell, value, row) => {
  cell.replaceChildren(number(value));
  if (row.grown > 0) cell.append(el("span", { class: "growth" }, "+" + number(row.grown)));
} };

const sessionColumns = () => [
  column("ID", r => r.id, null, { ...mid, sort: "id" }),
  column("Name", nameOf, null, { isName: true }),
  column("State", r => r.state, null, { level: "mid" }),
  column("Queue", r => r.queue, number, { ...n, ...queueCell, sort: "queue", alarm: v => v > 1000, help: "events that wait for it; + in the last second" }),
  ...($("totals").checked ? [
    column("Events", r => r.count, number, { ...n, sort: "count", help: "handlers called since it began" }),
    column("Busy", r => r.busy_ns, nanoseconds, { ...n, sort: "busy", help: "time in its handlers, without those they called" }),
  ] : [
    column("Events/s", r => r.rate, number, { ...n, sort: "count", help: "handlers called in the last second" }),
    column("Busy", r => r.busy, percent, { ...n, ...busyCell, sort: "busy", help: "share of the last second in its handlers" }),
  ]),
  column("Longest", r => r.most_ns, nanoseconds, { ...mid, sort: "most", alarm: v => v >= 1e8, help: "its longest handler" }),
  column("Waited", r => r.wait_most_ns, nanoseconds, { ...mid, sort: "wait", help: "the longest that one of its events waited" }),
  column("Timers", r => r.timers, number, { ...far, sort: "timers" }),
  column("Files", r => r.files, number, { ...far, sort: "files" }),
  column("Refs", r => r.refs, number, { ...far, sort: "refs", help: "extra references" }),
  column("Children", r => r.children, number, far),
  column("Age", ageOf, seconds, { ...mid, sort: "age" }),
  column("Last", lastOf, seconds, { ...mid, sort: "last", help: "since its last handler ended" }),
  column("Made at", r => place(r.place), null, { level: "far", isName: true, isPlace: true }),
];

const eventColumns = () => [
  column("Event", r => r.name === null ? "(others)" : r.name, null, { isName: true }),
  ...($("totals").checked ? [
    column("Calls", r => r.count, number, n), column("Time", r => r.total_ns, nanoseconds, { ...n, help: "with what they called" }),
  ] : [
    column("Calls/s", r => r.rate, number, n), column("Busy", r => r.busy, percent, { ...n, ...busyCell }),
  ]),
  column("Mean", r => r.count ? r.total_ns / r.count : 0, nanoseconds, mid),
  column("p50", r => r.p50_ns, nanoseconds, mid),
  column("p99", r => r.p99_ns, nanoseconds, n),
  column("Longest", r => r.most_ns, nanoseconds, { ...n, alarm: v => v >= 1e8 }),
  column("Wait p99", r => r.wait_p99_ns, nanoseconds, mid),
  column("Waited", r => r.wait_most_ns, nanoseconds, mid),
  column("Unhandled", r => r.unhandled, number, { ...mid, alarm: v => v > 0 }),
  column("Posted at", r => place(r.unhandled_place), null, { level: "far", isName: true, help: "of those that nobody handled" }),
];

const ownerOf = r => r.session_name !== null ? shown(r.session_name) : "session " + r.session;
const owner = column("Session", ownerOf, null, { isName: true });
const setAt = column("Set at", r => place(r.place), null, { level: "mid", isName: true, isPlace: true });
const due = column("Due in", r => r.due, seconds, n);

const views = {
  sessions: { title: "Sessions", columns: sessionColumns, rows: () => [...model.sessions.values()], key: r => r.id, sort: "Busy", open: r => showSession(r.id), isLive: true },
  tree: { title: "Tree", isLive: true },
  events: { title: "Events", columns: eventColumns, rows: () => [...model.events.values()], key: r => r.name, sort: "Busy", open: r => showEvent(r.name), isLive: true },
  timers: { title: "Timers", columns: () => [column("Event", r => r.name, null, { isName: true }), owner, due, setAt], key: r => r.id, sort: "Due in", isUp: true, open: r => showSession(r.session) },
  files: { title: "Files", columns: () => [column("fd", r => r.fd, null, n), column("For", r => r.mode + (r.paused ? ", paused" : "")), owner,
    column("Event", r => r.event, null, { isName: true, level: "mid" }), column("Age", r => r.age, seconds, mid), setAt],
    key: r => r.fd + r.mode + r.session, sort: "fd", isUp: true, open: r => showSession(r.session) },
  warnings: { title: "Warnings", columns: () => [column("What", r => r.text, null, { level: "text" }), column("Where", r => place(r.place), null, { isName: true, level: "mid" }),
    column("Times", r => r.count, number, n), column("For", r => r.since, seconds, n)], rows: () => model.warnings, key: r => r.kind + r.text, sort: "For", open: r => { if (r.session !== undefined && r.session !== null) showSession(r.session); } },
};

const table = { view: "sessions", fetched: [], cells: new Map(), body: null };

const matching = rows => {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return rows;
  return rows.filter(r => {
    const text = [r.name, r.class, r.place, r.id, r.session_name, r.event, r.text, r.state, ...(r.aliases || [])].join(" ").toLowerCase();
    return words.every(w => text.includes(w));
  });
};

const order = (view, columns, rows) => {
  const by = columns.find(c => c.title === view.sort) || columns[0];
  const way = view.isUp ? 1 : -1;
  return rows.map(r => [by.get(r), r]).sort(([a, x], [b, y]) => {
    const c = typeof a === "string" ? a.localeCompare(b, undefined, { numeric: true }) : (a ?? -1) - (b ?? -1);
    return c * way || String(view.key(x)).localeCompare(String(view.key(y)), undefined, { numeric: true });
  }).map(([, r]) => r);
};

const sortBy = (view, c) => {
  if (view.sort === c.title) view.isUp = !view.isUp;
  else { view.sort = c.title; view.isUp = !c.isNumber; }
  /* Of many sessions only the first of an order are sent. */
  if (c.sort && table.view === "sessions" && model.head.sessions > model.sessions.size) follow("?sort=" + c.sort);
  showTable(true);
};

const classOf = c => [c.level, c.isNumber ? "n" : "", c.isName ? "name" : ""].filter(Boolean).join(" ");

const heads = (view, columns) => el("tr", {}, columns.map(c => el("th", {
  class: classOf(c), scope: "col", "aria-sort": c.title === view.sort ? (view.isUp ? "ascending" : "descending") : null,
}, el("button", { type: "button", title: c.help, onclick: () => sortBy(view, c) }, c.title))));

const fill = (cell, c, row) => {
  const value = c.get(row), text = c.format(value) + (c.fill && row.grown ? row.grown : "");
  if (cell.shownText === text) return;
  cell.shownText = text;
  if (c.fill) c.fill(cell, value, row); else cell.textContent = text;
  if (c.isName) cell.title = c.isPlace && row.place ? shown(row.place) : text;
  cell.classList.toggle("zero", !!c.isNumber && (value === 0 || value === null));
  cell.classList.toggle("alarm", !!(c.alarm && c.alarm(value)));
};

const newRow = (view, columns) => {
  const tr = el("tr", { tabindex: view.open ? 0 : null, onclick: () => view.open && view.open(tr.row) });
  tr.cellsOf = columns.map(c => el("td", { class: classOf(c) }));
  tr.append(...tr.cellsOf);
  return tr;
};

const makeTable = (view, columns) => {
  table.cells = new Map();
  table.body = el("tbody");
  $("pane").replaceChildren(el("div", { class: "wide" }, el("table", {}, el("thead", {}, heads(view, columns)), table.body)), el("p", { class: "note", id: "note" }));
};

const noteOf = (view, all, rows) => {
  if (table.view === "sessions" && model.head.sessions > all.length) return "The first " + all.length + " of " + number(model.head.sessions) + " sessions, by what is sorted.";
  if (rows.length) return "";
  return all.length ? "Nothing fits the filter." : table.view === "warnings" ? "Nothing to warn of." : "There are none.";
};

const showTable = isNew => {
  if (table.view === "tree") return showTree(isNew);
  const view = views[table.view], columns = view.columns();
  if (isNew || !table.body) makeTable(view, columns);
  const all = view.rows ? view.rows() : table.fetched, rows = order(view, columns, matching(all));
  const used = new Set();
  rows.forEach((row, i) => {
    const key = view.key(row);
    let tr = table.cells.get(key);
    if (!tr) table.cells.set(key, tr = newRow(view, columns));
    used.add(key);
    tr.row = row;
    columns.forEach((c, j) => fill(tr.cellsOf[j], c, row));
    if (table.body.children[i] !== tr) table.body.insertBefore(tr, table.body.children[i] || null);
  });
  for (const [key, tr] of table.cells) if (!used.has(key)) { tr.remove(); table.cells.delete(key); }
  const note = noteOf(view, all, rows);
  setText($("note"), note);
  $("note").hidden = !note;
};

/* Children below their parents. */
const treeRows = rows => {
  const under = new Map(), here = new Set(rows.map(r => r.id)), list = [];
  for (const r of rows) {
    const parent = here.has(r.parent) && r.parent !== r.id ? r.parent : null;
    if (!under.has(parent)) under.set(parent, []);
    under.get(parent).push(r);
  }
  const left = (under.get(null) || []).map(r => [r, 0]).reverse();
  while (left.length) {
    const [r, depth] = left.pop();
    list.push([r, depth]);
    for (const child of (under.get(r.id) || []).reverse()) left.push([child, depth + 1]);
  }
  return list;
};

const showTree = isNew => {
  if (!isNew && model.updates % 3 || $("pane").contains(document.activeElement) && !isNew) return;
  const rows = treeRows(order({ sort: "ID", isUp: true, key: r => r.id }, [column("ID", r => r.id)], matching([...model.sessions.values()])));
  $("pane").replaceChildren(el("div", { class: "wide" }, el("table", {},
    el("thead", {}, el("tr", {}, el("th", { class: "name" }, "Name"), el("th", { class: "n mid" }, "ID"), el("th", {}, "State"), el("th", { class: "n mid" }, "Age"), el("th", { class: "mid" }, "Made at"))),
    el("tbody", {}, rows.map(([r, depth]) => {
      const name = el("td", { class: "name" }, nameOf(r));
      name.style.paddingLeft = .6 + Math.min(depth, 20) * 1.4 + "rem";
      return el("tr", { tabindex: 0, onclick: () => showSession(r.id) }, name, el("td", { class: "n mid" }, r.id), el("td", {}, r.state),
        el("td", { class: "n mid" }, seconds(ageOf(r))), el("td", { class: "mid name" }, place(r.place)));
    })))));
  table.body = null;
};
