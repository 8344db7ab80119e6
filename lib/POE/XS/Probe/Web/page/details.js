/* One session, with why it is there; one event, with how long it takes and waits. */

const dialog = { path: null, timer: null };

const closeDialog = () => {
  dialog.path = null;
  clearTimeout(dialog.timer);
  if ($("dialog").open) $("dialog").close();
};

const titled = (title, more) => el("div", { class: "top" },
  el("div", {}, el("h2", { id: "dialog-title" }, title), el("p", { class: "faint" }, more)),
  el("button", { type: "button", onclick: closeDialog, title: "Esc", "aria-label": "Close" }, "Close"));

const section = (title, content) => content ? [el("h3", {}, title), content] : [];

const pairs = list => el("dl", { class: "pairs" }, list.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

const plainTable = (heads, rows) => rows.length ? el("div", { class: "wide" }, el("table", {},
  el("thead", {}, el("tr", {}, heads.map(h => el("th", { scope: "col" }, h)))),
  el("tbody", {}, rows.map(cells => el("tr", {}, cells.map(c => el("td", {}, c))))))) : null;

const reasons = why => why.length ? el("ul", { class: "why" }, why.map(r => el("li", {}, shown(r.text),
  el("span", { class: "faint", title: r.place && shown(r.place) }, [r.place ? place(r.place) : "", r.age !== undefined ? "for " + seconds(r.age) : ""].filter(Boolean).join(" \u00b7 ") || null))))
  : el("p", {}, "Nothing keeps it: it goes with the next pass.");

const sessionParts = s => [
  titled(nameOf(s), ["session " + s.id, shown(s.class), s.state, s.place ? "made at " + place(s.place) : ""].filter(Boolean).join(" \u00b7 ")),
  section("Why it is alive", reasons(s.why)),
  section("Numbers", pairs([["Handlers called", number(s.count)], ["Busy", nanoseconds(s.busy_ns)], ["Longest", nanoseconds(s.most_ns)],
    ["Longest wait", nanoseconds(s.wait_most_ns)], ["Queue", number(s.queue)], ["Most queued", number(s.queue_most)], ["Age", seconds(s.age)], ["Last", seconds(s.last)]])),
  section("In its queue", plainTable(["Event", "Type", "From", "Posted at"], s.queued.map(e => [shown(e.name), e.type, e.from, place(e.place)]))),
  section("Timers", plainTable(["Event", "Due in", "Set at"], s.alarms.map(e => [shown(e.name), seconds(e.due), place(e.place)]))),
  section("Files", plainTable(["fd", "For", "Event", "Age", "Set at"], s.watchers.map(f => [f.fd, f.mode + (f.paused ? ", paused" : ""), shown(f.event), seconds(f.age), place(f.place)]))),
  section("Signals", plainTable(["Signal", "Event", "Age", "Set at"], s.signal_watchers.map(w => [shown(w.name), shown(w.event), seconds(w.age), place(w.place)]))),
  section("Child sessions", plainTable(["Name", "ID", "Age"], s.family.map(c => [nameOf(c), c.id, seconds(c.age)]))),
  section("Handlers", s.handlers.length ? el("div", { class: "chips" }, [...s.handlers].sort().map(h => el("button", { type: "button", title: "How long it takes", onclick: () => showEvent(h) }, shown(h)))) : null),
];

const eventParts = e => {
  const picture = (title, buckets) => {
    const canvas = el("canvas", { role: "img", "aria-label": title, height: 130 });
    return buckets.length ? { nodes: section(title, canvas), draw: () => drawHistogram(canvas, buckets) } : { nodes: [], draw: () => {} };
  };
  const run = picture("How long its handlers took", e.run), wait = picture("How long it waited after it was due", e.wait);
  const parts = [
    titled(e.name === null ? "(others)" : shown(e.name), number(e.count) + " calls" + (e.unhandled ? " \u00b7 " + number(e.unhandled) + " that nobody handled, posted at " + place(e.unhandled_place) : "")),
    section("Numbers", pairs([["Total", nanoseconds(e.total_ns)], ["Own", nanoseconds(e.self_ns)], ["p50", nanoseconds(e.p50_ns)], ["p99", nanoseconds(e.p99_ns)],
      ["Longest", nanoseconds(e.most_ns)], ["Wait p50", nanoseconds(e.wait_p50_ns)], ["Wait p99", nanoseconds(e.wait_p99_ns)], ["Longest wait", nanoseconds(e.wait_most_ns)]])),
    run.nodes, wait.nodes,
  ];
  return [parts, () => { run.draw(); wait.draw(); }];
};

/* Its scroll and its focus stay where they are. */
const fillDialog = (parts, afterwards) => {
  const box = $("dialog"), at = box.scrollTop, hadFocus = box.contains(document.activeElement);
  box.replaceChildren(...parts.flat(2).filter(Boolean));
  if (!box.open) box.showModal();
  if (hadFocus || !box.contains(document.activeElement)) box.querySelector("button").focus();
  box.scrollTop = at;
  if (afterwards) afterwards();
};

const keepShowing = async (path, show) => {
  dialog.path = path;
  try {
    const answer = await fetchJson(path);
    if (dialog.path === path) show(answer);
  } catch (e) {
    if (dialog.path !== path) return;
    fillDialog([titled("It is gone", shown(e.message))]);
    return;
  }
  if (dialog.path === path) dialog.timer = setTimeout(() => keepShowing(path, show), connection.isPaused ? 10000 : 2000);
};

const showSession = id => { clearTimeout(dialog.timer); keepShowing("/session/" + encodeURIComponent(id), a => fillDialog(sessionParts(a.session))); };

const showEvent = name => {
  if (name === null) return;
  clearTimeout(dialog.timer);
  keepShowing("/event/" + encodeURIComponent(name), a => fillDialog(...eventParts(a.event)));
};

const keys = [["1 \u2013 6", "tables"], ["/", "filter"], ["\u2191 \u2193, j k", "rows"], ["Enter", "more of a row"], ["Esc", "back"], ["w", "totals, or the last second"],
  ["Space", "pause"], ["d", "dark or light"], ["?", "this"]];

const showHelp = () => {
  closeDialog();
  fillDialog([titled("Keys and columns", "Columns tell what they are when pointed at."),
    plainTable(["Key", "What it does"], keys.map(([key, what]) => [el("kbd", {}, key), what])),
    section("Sessions", plainTable(["Column", "What it is"], sessionColumns().filter(c => c.help).map(c => [c.title, c.help]))),
    section("Trace", el("p", {}, "Record what runs in the next five seconds: ", el("button", { type: "button", onclick: record }, "Record"), " ", el("span", { id: "recorded", role: "status" })))]);
};

/* Into a file; or what the program says against it. */
const record = async () => {
  setText($("recorded"), "recording");
  try {
    const answer = await fetch("/trace?seconds=5", { credentials: "same-origin" });
    if (!answer.ok) return setText($("recorded"), (await answer.text()).trim());
    const url = URL.createObjectURL(await answer.blob());
    el("a", { href: url, download: "poe-trace-" + model.head.pid + ".jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    setText($("recorded"), "done");
  } catch (e) { setText($("recorded"), shown(e.message)); }
};
