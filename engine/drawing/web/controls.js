// Moving through the frames: buttons, slider, keys, autoplay.

const ICONS = {
  first: "M5 4v12M16 4l-8 6 8 6z", previous: "M14 4l-8 6 8 6z", play: "M6 3l10 7-10 7z",
  pause: "M7 4v12M13 4v12", next: "M6 4l8 6-8 6z", last: "M15 4v12M4 4l8 6-8 6z",
};
const SECONDS_A_FRAME = 1.6;

const icon = name => `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
const button = (action, title, content) =>
  `<button type="button" data-do="${action}" aria-label="${title}" title="${title}">${content}</button>`;

const CONTROLS = `
  <input type="range" class="slider" min="0" value="0" aria-label="frame">
  <div class="moves">
    ${button("first", "first frame", icon("first"))}${button("previous", "previous frame", icon("previous"))}
    ${button("play", "play", icon("play"))}
    ${button("next", "next frame", icon("next"))}${button("last", "last frame", icon("last"))}
  </div>
  <output class="counter"></output>
  <label class="speed">speed <select>
    <option value="0.5">½×<option value="1" selected>1×<option value="2">2×<option value="4">4×</select></label>
  <div class="extras">
    <button type="button" data-do="ask" title="hide the next number until you have predicted it">ask me</button>
    <label class="folding">open <select></select></label>
    <button type="button" data-do="print" title="print one frame a page">print</button>
    <button type="button" data-do="help" aria-expanded="false" aria-label="help" title="help">?</button>
  </div>`;

const HELP = `<dl>
  <div><dt><kbd>→</kbd> <kbd>←</kbd></dt><dd>next, previous frame</dd></div>
  <div><dt><kbd>Home</kbd> <kbd>End</kbd></dt><dd>first, last frame</dd></div>
  <div><dt><kbd>Space</kbd></dt><dd>play or pause</dd></div>
  <div><dt><kbd>↑</kbd> <kbd>↓</kbd></dt><dd>on a value: the one before, the one after</dd></div>
  <div><dt><kbd>?</kbd></dt><dd>this help</dd></div></dl>
  <p>Point at a value to see every path from it to the output. Drag the number of a leaf, or type one, to ask
  “what if”. The keys act on the player that has the focus.</p>`;

const ACTIONS = {
  first: player => go(player, 0, true),
  previous: player => go(player, player.k - 1),
  next: player => go(player, player.k + 1),
  last: player => go(player, player.frames.length - 1, true),
  play: player => player.timer ? pause(player) : play(player),
  ask: player => askOrNot(player),
  print: player => printFrames(player),
  help: player => toggleHelp(player),
};

// Show frame k. A jump can be taken back with the browser's Back; single steps cannot fill the history.
function go(player, k, jump = false) {
  player.k = Math.max(0, Math.min(k, player.frames.length - 1));
  showPaths(player, null);
  if (player.k === player.frames.length - 1 || asks(player)) pause(player);
  paint(player);
  remember(player, jump);
}

function play(player) {
  if (player.k === player.frames.length - 1) go(player, 0, true);
  const pace = 1000 * SECONDS_A_FRAME / Number(player.controls.querySelector(".speed select").value);
  player.timer = setInterval(() => go(player, player.k + 1), pace);
  paintControls(player);
}

function pause(player) {
  clearInterval(player.timer);
  player.timer = 0;
  paintControls(player);
}

function paintControls(player) {
  const { controls, frames, k, graph } = player, last = frames.length - 1;
  const on = name => controls.querySelector(`[data-do=${name}]`);
  for (const name of ["first", "previous"]) on(name).setAttribute("aria-disabled", k === 0);
  for (const name of ["next", "last"]) on(name).setAttribute("aria-disabled", k === last);
  const action = player.timer ? "pause" : "play";
  if (on("play").title !== action) {
    on("play").title = action;
    on("play").setAttribute("aria-label", action);
    on("play").innerHTML = icon(action);
  }
  const [[i, n], [j, m]] = counter(player), slider = controls.querySelector(".slider");
  const spoken = `forward ${i}/${n} · backward ${j}/${m}`;
  slider.value = k;
  slider.setAttribute("aria-valuetext", `${k} of ${last}: ${spoken}`);
  slider.style.setProperty("--at", `${100 * k / last}%`);
  slider.style.setProperty("--turn", `${100 * (last - graph.edges.length) / last}%`);
  controls.querySelector(".counter").replaceChildren(
    span("forward", `forward ${i}/${n}`), " · ", span("backward", `backward ${j}/${m}`));
}

function buildControls(player) {
  const { controls, figure } = player, slider = controls.querySelector(".slider");
  slider.max = player.frames.length - 1;
  slider.addEventListener("input", () => go(player, Number(slider.value), true));
  controls.addEventListener("click", event => {
    const pressed = event.target.closest("[data-do]");
    if (pressed && pressed.getAttribute("aria-disabled") !== "true") ACTIONS[pressed.dataset.do](player);
  });
  controls.querySelector(".speed select").addEventListener("change", () => {
    if (!player.timer) return;
    pause(player);
    play(player);
  });
  figure.addEventListener("keydown", event => onKey(player, event));
}

const KEYS = { ArrowRight: "next", ArrowLeft: "previous", Home: "first", End: "last", " ": "play", "?": "help" };

// Only keys pressed inside this player arrive here; those that a field or a button needs are left to it.
function onKey(player, event) {
  const at = event.target, action = KEYS[event.key];
  const typing = at.matches("input:not([type=range]), textarea, select");
  const pressing = event.key === " " && at.matches("button, summary, a");
  if (!action || typing || pressing || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  ACTIONS[action](player);
}

function toggleHelp(player) {
  player.help.hidden = !player.help.hidden;
  player.controls.querySelector("[data-do=help]").setAttribute("aria-expanded", !player.help.hidden);
}
