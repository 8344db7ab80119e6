/* The stream, or polling where there is none; and what is said of it. */

const connection = { source: null, timer: null, heard: 0, isPaused: false, query: "", poll: new URLSearchParams(location.search).has("poll") };

const say = (state, text) => {
  document.documentElement.classList.toggle("live", state === "live");
  document.documentElement.classList.toggle("lost", state === "lost");
  setText($("said"), text);
};

const fetchJson = async path => {
  const answer = await fetch(path, { credentials: "same-origin", cache: "no-store" });
  if (answer.status === 401) { askForToken(""); throw new Error("a token is needed"); }
  if (!answer.ok) throw new Error((await answer.text()).trim() || answer.status);
  return answer.json();
};

const heard = (message, isWhole) => {
  connection.heard = Date.now();
  if (connection.isPaused) return;
  take(message, isWhole);
  say("live", connection.source ? "live" : "live, by polling");
  document.dispatchEvent(new Event("news"));
};

const stop = () => {
  if (connection.source) connection.source.close();
  clearTimeout(connection.timer);
  connection.source = null;
};

const pollOnce = async () => {
  try {
    heard(await fetchJson("/snapshot?parts=sessions,events,warnings&top=500" + connection.query.replace(/^\?/, "&")), true);
    return true;
  } catch (e) {
    if ($("login").hidden && !connection.isPaused) say("lost", "connection lost \u2013 trying again");
    return false;
  }
};

/* Until a stream can be had. */
const poll = async () => {
  stop();
  const isThere = await pollOnce();
  if (!$("login").hidden || connection.isPaused || connection.source) return;
  const again = connection.poll || !window.EventSource || ++connection.polls % 5 ? poll : connect;
  connection.timer = setTimeout(isThere ? again : poll, isThere ? 2000 : 1000);
};

const connect = () => {
  stop();
  connection.polls = 0;
  if (connection.poll || !window.EventSource) return poll();
  const source = connection.source = new EventSource("/stream" + connection.query);
  source.addEventListener("snapshot", e => heard(JSON.parse(e.data), true));
  source.addEventListener("delta", e => heard(JSON.parse(e.data), false));
  source.addEventListener("warning", e => { model.warnings = JSON.parse(e.data); });
  source.addEventListener("error", () => {
    if (connection.source !== source || connection.isPaused) return;
    say("lost", "connection lost \u2013 trying again");
    if (source.readyState === EventSource.CLOSED) poll();
  });
};

/* A connection may hang without an error. */
setInterval(() => {
  const silent = (Date.now() - connection.heard) / 1000;
  if (connection.isPaused || !connection.heard || silent < 4 || !$("login").hidden) return;
  say("lost", "no answer for " + seconds(Math.floor(silent)));
}, 1000);

const pause = () => {
  connection.isPaused = !connection.isPaused;
  $("pause").setAttribute("aria-pressed", connection.isPaused);
  if (connection.isPaused) { stop(); say("", "paused"); } else { connect(); }
};

const askForToken = why => {
  stop();
  say("", "not logged in");
  $("main").hidden = true;
  $("login").hidden = false;
  setText($("wrong"), why);
  $("token").focus();
};

const logIn = async token => {
  const answer = await fetch("/login", { method: "POST", body: token, credentials: "same-origin" });
  if (answer.ok) return start();
  askForToken(answer.status === 429 ? "Too many wrong tokens: wait a second." : "That is not the token of this program.");
};

const start = () => {
  $("login").hidden = true;
  $("token").value = "";
  connect();
};
