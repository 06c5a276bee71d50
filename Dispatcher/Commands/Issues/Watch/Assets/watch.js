// Follows the file: the program says when there is a newer version, and this page loads its parts again. The new mail is
// drawn out of sight and then takes the place of the old one, so that nothing flickers and the page does not jump.
const byId = id => document.getElementById(id);
const [live, liveWords, reader, device, text, banner, canvas] = ['live', 'live-words', 'reader', 'device', 'text', 'banner', 'mail'].map(byId);
const form = document.querySelector('.choices');

let version = 0;
let turn = 0;
let wasDrawn = false;

const choice = name => form.elements[name].value;

function element(name, className, words) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (words !== undefined) made.textContent = words;
  return made;
}

function say(state, words) {
  live.dataset.state = state;
  liveWords.textContent = words;
}

function many(count, what) {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function cutText(className, { shown, cut }) {
  const line = element('div', className);
  line.append(shown);
  if (cut) {
    line.append(element('span', 'unseen', ' (cut off here: '), element('span', 'cut', cut), element('span', 'unseen', ')'));
  }
  return line;
}

function inboxLine(line) {
  const item = element('li', line.where === 'Phone' ? 'narrow' : 'wide');
  const words = element('div');
  words.append(element('div', 'from', line.from));
  words.append(cutText('subject', line.subject));
  if (line.preheader.shown || line.preheader.cut) words.append(cutText('preheader', line.preheader));
  const face = element('span', 'face', [...line.from][0] ?? '?');
  face.setAttribute('aria-hidden', 'true');
  item.append(element('span', 'where', line.where), face, words);
  return item;
}

function finding(one) {
  const item = element('li', 'finding');
  item.dataset.severity = one.severity;
  const head = element('p', 'head');
  head.append(element('span', 'severity', one.severity));
  const place = [one.file, one.line > 0 ? `line ${one.line}` : one.file ? '' : 'whole file'].filter(Boolean).join(', ');
  head.append(element('span', 'place', place));
  item.append(head, element('p', 'message', one.message));
  if (one.excerpt) item.append(element('code', 'excerpt', one.excerpt));
  return item;
}

function showFindings(findings) {
  byId('findings').replaceChildren(...findings.map(finding));
  byId('none').hidden = findings.length > 0;
  const count = byId('count');
  count.textContent = findings.length;
  count.dataset.worst = ['error', 'warning', 'hint'].find(worst => findings.some(one => one.severity === worst)) ?? 'none';
}

function showBanner(state) {
  banner.hidden = state.isCurrent && !state.isSketch && state.hasMail;
  banner.dataset.kind = state.isSketch ? 'drawing' : 'old';
  banner.textContent = state.isSketch
    ? 'The file has errors. The mail is drawn as far as possible, with each finding in its place.'
    : state.hasMail
      ? 'The file has errors. This is how the mail looked before them.'
      : 'The file has errors, and no mail can be drawn. Fix what stands beside.';
  canvas.toggleAttribute('data-stale', !state.isCurrent);
}

function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  if (!page) return;
  frame.style.height = '0px';
  frame.style.height = `${page.scrollHeight}px`;
}

// Draws the mail anew; an older drawing that comes late is thrown away.
function draw() {
  const mine = ++turn;
  const look = choice('look');
  canvas.dataset.width = choice('width');
  canvas.dataset.look = look;
  const isText = look === 'text';
  text.hidden = !isText;
  device.hidden = isText;
  if (isText) return Promise.resolve();

  const frame = element('iframe', 'coming');
  frame.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  frame.title = `The mail: ${form.querySelector('[name=look]:checked + span').textContent}, ${choice('width')}`;
  frame.src = `mail/${look}?${new URLSearchParams({ reader: reader.value, v: version })}`;
  return new Promise(done => {
    frame.addEventListener('load', () => {
      if (mine === turn) {
        fit(frame);
        frame.className = '';
        for (const old of [...device.children]) if (old !== frame) old.remove();
        frame.dataset.version = version;
      } else {
        frame.remove();
      }
      done();
    });
    device.append(frame);
  });
}

async function load() {
  const answer = await fetch(`state?${new URLSearchParams({ reader: reader.value })}`);
  if (!answer.ok) throw new Error(`state: ${answer.status}`);
  const state = await answer.json();
  if (state.reader !== reader.value) return;
  version = state.version;
  const errors = state.findings.filter(one => one.severity === 'error').length;
  document.title = `${errors ? `(${errors}) ` : ''}${state.file}`;
  byId('day').textContent = state.day;
  byId('size').textContent = `${state.kilobytes} of ${state.gmailClip} kB`;
  byId('size').classList.toggle('over', state.kilobytes > state.gmailClip);
  byId('inbox').replaceChildren(...state.inbox.map(inboxLine));
  text.textContent = state.text;
  showFindings(state.findings);
  showBanner(state);
  if (state.hasMail) await draw();
  const time = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const what = errors ? `, ${many(errors, 'error')}` : '';
  say('live', `${wasDrawn ? 'Updated' : 'Shown'} ${time}${what}`);
  wasDrawn = true;
}

// One at a time; a save while the page is loading is followed by one more load.
let isLoading = false;
let isAgain = false;
async function reload() {
  if (isLoading) {
    isAgain = true;
    return;
  }
  isLoading = true;
  try {
    do {
      isAgain = false;
      await load();
    } while (isAgain);
  } catch {
    lost();
  } finally {
    isLoading = false;
  }
}

function lost() {
  say('lost', 'Not connected: is the command still running?');
}

reader.addEventListener('change', reload);
form.addEventListener('change', draw);
form.addEventListener('submit', event => event.preventDefault());
addEventListener('resize', () => [...device.children].forEach(fit));

const events = new EventSource('events');
events.addEventListener('message', reload);
events.addEventListener('error', lost);
