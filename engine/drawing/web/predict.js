// Predict first: at chosen frames the next number is hidden until the learner has typed it, or its sign, or skips.

const score = { right: 0, asked: 0 }; // one for the page
const CLOSE = 0.01; // relative; a guess from a rounded number counts

const isLecture = () => new URLSearchParams(location.search).get("mode") === "lecture";
const askedFrame = player => player.frames[player.k];
const isAsking = player => player.asking && player.before === null && !isLecture();
const asks = player => isAsking(player) && player.quiz.has(player.k) && !player.answers.has(player.k);

// Which number of which node is hidden now.
function hiddenNow(player) {
  if (!asks(player)) return null;
  const { kind, node, input, id } = askedFrame(player);
  return kind === "forward" ? { data: node } : { gradient: input, edge: id };
}

function question({ graph }, { kind, node, input }) {
  return kind === "forward" ? `What is ${graph.nodes[node].name}?`
    : `How much does this edge add to ${graph.nodes[input].quoted}.grad?`;
}

function answerOf({ graph, pass }, frame) {
  if (frame.kind === "forward") return pass.data[frame.node];
  return pass.gradient[frame.node] * pass.partials[frame.node][frame.slot];
}

function askOrNot(player) {
  player.asking = !player.asking;
  player.answers.clear();
  paint(player);
}

const QUESTION = `<span class="asked"></span>
  <input name="guess" inputmode="decimal" autocomplete="off" aria-label="your prediction"> <button>check</button>
  <span class="signs">or its sign:
  <button type="button" value="-1" aria-label="negative">−</button>
  <button type="button" value="0" aria-label="zero">0</button>
  <button type="button" value="1" aria-label="positive">+</button></span>
  <button type="button" value="skip">skip</button>`;

function buildPredict(player) {
  player.question.innerHTML = QUESTION;
  player.question.addEventListener("submit", event => {
    event.preventDefault();
    const guess = readNumber(player.question.elements.guess.value);
    if (Number.isFinite(guess)) answer(player, { guess, right: isClose(guess, answerOf(player, askedFrame(player))) });
    else player.question.elements.guess.focus();
  });
  player.question.addEventListener("click", event => {
    const { value, type } = event.target.closest("button[type=button]") ?? {};
    if (type !== "button") return;
    if (value === "skip") return answer(player, { skipped: true });
    const right = Math.sign(answerOf(player, askedFrame(player))) === Number(value);
    answer(player, { guess: { "-1": "negative", 0: "zero", 1: "positive" }[value], right });
  });
}

const isClose = (guess, truth) => Math.abs(guess - truth) <= CLOSE * Math.abs(truth) || show(guess) === show(truth);

function answer(player, given) {
  player.answers.set(player.k, given);
  if (!given.skipped) {
    score.asked += 1;
    score.right += given.right;
  }
  paint(player);
  player.stage.focus({ preventScroll: true });
}

function paintPredict(player) {
  const frame = askedFrame(player), given = player.answers.get(player.k), asking = asks(player);
  player.question.hidden = !asking;
  player.controls.querySelector("[data-do=ask]").setAttribute("aria-pressed", player.asking);
  if (asking) {
    player.question.querySelector(".asked").textContent = question(player, frame);
    player.question.elements.guess.value = "";
  }
  player.verdict.replaceChildren(...given && player.asking ? verdict(player, frame, given) : []);
  for (const place of document.querySelectorAll(".player .score")) {
    place.textContent = score.asked ? `predicted ${score.right} of ${score.asked}` : "";
  }
}

// Theirs, the engine's and the finite difference, side by side.
function verdict(player, frame, given) {
  const truth = answerOf(player, frame), guess = typeof given.guess === "number" ? show(given.guess) : given.guess;
  const parts = [["engine", show(truth)]];
  if (!given.skipped) parts.unshift(["you", guess]);
  if (frame.kind === "backward") {
    parts.push(["finite difference", show(finiteDifference(player.graph, player.pass, frame))]);
  }
  const [mood, words] = given.right ? ["right", "✓ right"] : ["wrong", "✗ not quite"];
  const mark = given.skipped ? [] : [span(`mark ${mood}`, words)];
  return [...mark, ...parts.map(([who, number]) => span("said", span("tag", who), span("number", number)))];
}
