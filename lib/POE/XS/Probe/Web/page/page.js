/* What holds it together: tabs, keys, colours, the beginning. */

const facts = h => [
  ["sessions", number(h.sessions)], ["queue", number(h.queue)], ["timers", number(h.timers)], ["files", number(h.files)],
  ["descriptors", number(h.fds), h.fd_limit && h.fds > h.fd_limit * .85], ["children", number(h.children)],
  ["unhandled", number(h.unhandled), h.unhandled > 0], ["born", number(h.born)], ["ended", number(h.died)], ["viewers", number(h.viewers)],
];

const factCells = new Map();
const showFacts = h => {
  for (const [name, value, isBad] of facts(h)) {
    let dd = factCells.get(name);
    if (!dd) {
      factCells.set(name, dd = el("dd", { id: "fact-" + name }));
      $("facts").append(el("div", {}, el("dt", {}, name), dd));
    }
    setText(dd, value);
    dd.classList.toggle("bad", !!isBad);
  }
};

const showHead = () => {
  const h = model.head, program = shown(h.program).replace(/^.*\//, "");
  setText($("program"), program);
  document.title = program + " \u00b7 POE";
  setText($("about"), ["process " + h.pid, "up " + seconds(h.uptime), "POE " + h.poe, "Perl " + h.perl, h.backend].map(shown).join(" \u00b7 "));
  showFacts(h);
  for (const [id, view] of Object.entries(views)) {
    const n = id === "sessions" ? h.sessions : id === "events" ? h.names : id === "timers" ? h.timers : id === "warnings" ? model.warnings.length : null;
    setText(view.count, n === null ? "" : number(n));
    view.count.classList.toggle("bad", id === "warnings" && n > 0);
  }
};

const fetchTable = async () => {
  const view = table.view;
  if (views[view].isLive || views[view].rows || connection.isPaused) return;
  try {
    const all = await fetchJson("/snapshot?top=500&parts=" + view);
    if (table.view !== view) return;
    table.fetched = all[view] || [];
    showTable(false);
  } catch (e) { /* the connection says so itself */ }
};

const showAll = () => {
  if (!model.head) return;
  $("main").hidden = false;
  showHead();
  charts.forEach(showChart);
  if (views[table.view].isLive || views[table.view].rows) showTable(false);
  else if (model.updates % 2) fetchTable();
};

const follow = query => { if (connection.query !== query) { connection.query = query; connect(); } };

const choose = id => {
  table.view = id;
  table.fetched = [];
  for (const [other, view] of Object.entries(views)) {
    view.tab.setAttribute("aria-selected", other === id);
    view.tab.tabIndex = other === id ? 0 : -1;
  }
  $("totals-label").hidden = !(id === "sessions" || id === "events");
  if (!model.head) return;
  showTable(true);
  fetchTable();
};

const makeTabs = () => {
  for (const [id, view] of Object.entries(views)) {
    view.count = el("span", { class: "count" });
    view.tab = el("button", { type: "button", role: "tab", id: "tab-" + id, "aria-controls": "pane", onclick: () => choose(id) }, view.title, view.count);
    $("tabs").append(view.tab);
  }
  $("tabs").addEventListener("keydown", e => {
    const ids = Object.keys(views), step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (!step) return;
    choose(ids[(ids.indexOf(table.view) + step + ids.length) % ids.length]);
    views[table.view].tab.focus();
    e.preventDefault();
  });
};

/* ---- colours ---- */

const setTheme = theme => {
  document.documentElement.classList.toggle("dark", theme === "dark");
  setText($("theme"), theme === "dark" ? "Light" : "Dark");
  if (model.head) charts.forEach(showChart);
};
const system = matchMedia("(prefers-color-scheme: dark)");
const themeNow = () => memory.get("poe-theme") || (system.matches ? "dark" : "light");
const switchTheme = () => { memory.set("poe-theme", themeNow() === "dark" ? "light" : "dark"); setTheme(themeNow()); };

/* ---- keys ---- */

const moveRow = step => {
  const rows = [...$("pane").querySelectorAll("tbody tr[tabindex]")], at = rows.indexOf(document.activeElement);
  const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, at + step))];
  if (row) row.focus();
};

const byKey = {
  "/": () => $("filter").focus(), " ": pause, d: switchTheme, "?": showHelp,
  w: () => { $("totals").checked = !$("totals").checked; showTable(true); },
  j: () => moveRow(1), k: () => moveRow(-1), ArrowDown: () => moveRow(1), ArrowUp: () => moveRow(-1),
};

const onKey = e => {
  if (e.ctrlKey || e.metaKey || e.altKey || !$("login").hidden || !model.head || $("dialog").open) return;
  const on = document.activeElement;
  if (on === $("filter")) { if (e.key === "Escape") { on.value = ""; on.blur(); showTable(true); } return; }
  if (e.key === "Enter" && on && on.tagName === "TR") { on.click(); return e.preventDefault(); }
  if (e.key === " " && on && (on.tagName === "BUTTON" || on.tagName === "INPUT")) return;
  const ids = Object.keys(views), number = Number(e.key);
  if (e.key.trim() && number >= 1 && number <= ids.length) return choose(ids[number - 1]);
  if (!byKey[e.key]) return;
  e.preventDefault();
  byKey[e.key]();
};

/* Few enough are all here, and are filtered here; of more, those that match are asked for. */
let typing;
const onFilter = () => {
  showTable(false);
  clearTimeout(typing);
  if (model.head.sessions <= model.sessions.size && !/match=/.test(connection.query)) return;
  typing = setTimeout(() => {
    const word = $("filter").value.trim();
    follow(word ? "?match=" + encodeURIComponent(word) : "");
  }, 400);
};

/* ---- the beginning ---- */

makeCharts();
makeTabs();
choose("sessions");
setTheme(themeNow());
system.addEventListener("change", () => setTheme(themeNow()));
addEventListener("resize", () => model.head && charts.forEach(showChart));
document.addEventListener("news", showAll);
document.addEventListener("keydown", onKey);
$("filter").addEventListener("input", onFilter);
$("totals").addEventListener("change", () => showTable(true));
$("pause").addEventListener("click", pause);
$("theme").addEventListener("click", switchTheme);
$("help").addEventListener("click", showHelp);
$("dialog").addEventListener("close", closeDialog);
$("dialog").addEventListener("click", e => { if (e.target === $("dialog")) closeDialog(); });
$("login").addEventListener("submit", e => { e.preventDefault(); logIn($("token").value.trim()); });

/* The token is for this page alone: it does not stay in the address. */
const token = location.hash.slice(1);
if (token) { history.replaceState(null, "", location.pathname + location.search); logIn(token); } else { start(); }
