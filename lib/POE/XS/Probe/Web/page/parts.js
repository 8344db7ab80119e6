/* Small things that the rest is made of: elements, and numbers for people. */

const $ = id => document.getElementById(id);

/* Whatever a program calls its things is text, and only text. */
const el = (tag, attributes, ...children) => {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else e.setAttribute(name, value);
  }
  for (const child of children.flat())
    if (child !== null && child !== undefined) e.append(child instanceof Node ? child : String(child));
  return e;
};

const setText = (node, text) => { if (node.textContent !== text) node.textContent = text; };

/* Controls would be invisible, or turn the direction of what follows. */
const shown = text => String(text).replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\u00b7");

const short = n => n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2);

const number = n => {
  if (n === null || n === undefined || Number.isNaN(n)) return "\u2013";
  if (Math.abs(n) >= 1e9) return short(n / 1e9) + " G";
  if (Math.abs(n) >= 1e6) return short(n / 1e6) + " M";
  return Number.isInteger(n) || Math.abs(n) >= 100
    ? Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, "\u2009") : n.toFixed(1);
};

const nanoseconds = ns => {
  if (ns === null || ns === undefined || Number.isNaN(ns)) return "\u2013";
  if (ns === 0) return "0";
  if (ns < 1e3) return ns.toFixed(0) + " ns";
  if (ns < 1e6) return short(ns / 1e3) + " \u00b5s";
  if (ns < 1e9) return short(ns / 1e6) + " ms";
  return short(ns / 1e9) + " s";
};

const seconds = s => {
  if (s === null || s === undefined || Number.isNaN(s)) return "\u2013";
  if (s < 0) return "\u2212" + seconds(-s);
  if (s < 1) return (s * 1000).toFixed(0) + " ms";
  if (s < 60) return s.toFixed(s < 10 ? 1 : 0) + " s";
  if (s < 3600) return Math.floor(s / 60) + " min " + String(Math.floor(s % 60)).padStart(2, "0");
  if (s < 86400) return Math.floor(s / 3600) + " h " + String(Math.floor(s / 60 % 60)).padStart(2, "0");
  return Math.floor(s / 86400) + " d " + Math.floor(s / 3600 % 24) + " h";
};

const bytes = b => {
  if (b === null || b === undefined || Number.isNaN(b)) return "\u2013";
  if (b < 1048576) return short(b / 1024) + " kB";
  if (b < 1073741824) return short(b / 1048576) + " MB";
  return short(b / 1073741824) + " GB";
};

const percent = p => p === null || p === undefined || Number.isNaN(p) ? "\u2013"
  : (p * 100).toFixed(p < 0.1 ? 1 : 0) + " %";

/* The last part says it to those who know the program; all of it is in the title. */
const place = text => text ? shown(text).replace(/^.*\/(?=[^/]+$)/, "") : "";

const nameOf = row => row.name !== null && row.name !== undefined ? shown(row.name) : shown(row.class) + " " + row.id;

const memory = {
  get: key => { try { return localStorage.getItem(key); } catch (e) { return null; } },
  set: (key, value) => { try { localStorage.setItem(key, value); } catch (e) { /* not kept */ } },
};
