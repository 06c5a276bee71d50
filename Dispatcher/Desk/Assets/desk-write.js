// The page of an issue as one types: the mail beside the text, the draft, marks, and images. Without this file the page
// works by its buttons.
const form = document.getElementById('write');
const text = document.getElementById('text');
const token = document.querySelector('meta[name="desk-token"]')?.content ?? '';

if (form && text) {
  const here = form.dataset.here;
  const byId = (id) => document.getElementById(id);
  const post = (what, body) =>
    fetch(`${here}/${what}`, { method: 'POST', body, headers: { 'X-Desk-Token': token }, credentials: 'same-origin' });
  const typed = () => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && name !== '__RequestVerificationToken') fields.append(name, value);
    }
    return fields;
  };
  const make = (element, content, name) => {
    const made = document.createElement(element);
    if (content !== undefined) made.textContent = content;
    if (name) made.className = name;
    return made;
  };

  // One request at a time, and after it another one if something was typed meanwhile.
  const steady = (work, pause) => {
    let timer = 0;
    let isRunning = false;
    let isAsked = false;
    const run = async () => {
      if (isRunning) {
        isAsked = true;
        return;
      }
      isRunning = true;
      isAsked = false;
      try {
        await work();
      } finally {
        isRunning = false;
        if (isAsked) run();
      }
    };
    return {
      soon() { clearTimeout(timer); timer = setTimeout(run, pause); },
      now() { clearTimeout(timer); return run(); },
      stop() { clearTimeout(timer); isAsked = false; },
    };
  };

  const kept = byId('kept');
  const say = (message, isBad = false) => {
    kept.textContent = message;
    kept.classList.toggle('bad', isBad);
  };

  // The mail.
  const frame = byId('frame');
  let shown = null;
  // A frame with an error of the browser, such as a lost connection, may not be asked where it is.
  const keepPlace = (old, next) => {
    try {
      next.contentWindow.scrollTo(0, old?.contentWindow.scrollY ?? 0);
    } catch {
      // It begins at its top.
    }
  };
  const show = (key) => {
    shown = key;
    const view = byId('view').value;
    if (!key) {
      frame.replaceChildren();
      return;
    }
    const old = frame.querySelector('iframe:not(.next)');
    frame.querySelectorAll('iframe.next').forEach((late) => late.remove());
    const next = make('iframe', undefined, 'next');
    next.title = 'The mail';
    next.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
    next.addEventListener('load', () => {
      if (!next.isConnected) return;
      keepPlace(old, next);
      next.classList.remove('next');
      old?.remove();
      frame.className = `frame ${view}`;
    }, { once: true });
    next.src = `${here}/mail/${key}/${view}`;
    frame.append(next);
  };

  const goTo = (line) => {
    const lines = text.value.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    // A textarea scrolls to its caret only when it changes.
    const height = text.scrollHeight / Math.max(1, lines.length);
    text.scrollTop = Math.max(0, (line - 4) * height);
  };

  const list = (findings) => {
    byId('findings').replaceChildren(...findings.map((finding) => {
      const item = make('li');
      const kind = { error: 'tag bad', warning: 'tag warn' }[finding.severity] ?? 'tag';
      const place = make(finding.line > 0 ? 'button' : 'span', finding.place, 'place');
      if (finding.line > 0) {
        place.type = 'button';
        place.title = finding.excerpt;
        place.addEventListener('click', () => goTo(finding.line));
      }
      item.append(make('span', finding.severity, kind), place, make('span', finding.message));
      return item;
    }));
    byId('nofindings').hidden = findings.length > 0;
  };

  const preview = steady(async () => {
    try {
      const answer = await post('live', typed());
      if (!answer.ok) throw new Error(String(answer.status));
      const live = await answer.json();
      show(live.key);
      list(live.findings);
      byId('sketch').hidden = !live.isSketch;
      byId('counts').textContent =
        `${live.words} words, ${live.minutes} min to read, ${live.kilobytes} of ${live.mostKilobytes} kB`;
      const line = live.inbox[1];
      byId('inbox').replaceChildren(...(line
        ? [make('strong', line.from), ` ${line.subject.shown} `, make('span', line.preheader.shown, 'soft')]
        : []));
    } catch {
      say('The preview cannot be reached; it comes back by itself when you go on typing.', true);
    }
  }, 250);

  // The draft.
  let hasChanged = false;
  const draft = steady(async () => {
    if (!hasChanged) return;
    try {
      const answer = await post('draft', typed());
      if (!answer.ok) throw new Error(String(answer.status));
      const { fault } = await answer.json();
      if (!fault) hasChanged = false;
      say(fault ?? 'Draft kept. Save writes it into the file.', Boolean(fault));
    } catch {
      say('The draft could not be kept. Save, or copy your text before you leave the page.', true);
    }
  }, 1500);

  const changed = () => {
    hasChanged = true;
    preview.soon();
    draft.soon();
  };
  form.addEventListener('input', (event) => {
    if (event.target.id === 'view' || event.target.id === 'reader' || event.target.closest('.imagebox')) return;
    changed();
  });
  byId('view').addEventListener('change', () => (shown ? show(shown) : preview.now()));
  byId('reader').addEventListener('change', () => preview.now());
  byId('preview').addEventListener('click', (event) => { event.preventDefault(); preview.now(); });
  form.addEventListener('submit', () => { draft.stop(); preview.stop(); hasChanged = false; });
  window.addEventListener('beforeunload', (event) => { if (hasChanged) event.preventDefault(); });
  const first = frame.querySelector('iframe')?.getAttribute('src');
  if (first) shown = first.split('/').at(-2);

  // Marks. execCommand is the one way to change a text field that the browser can undo.
  const insert = (value, start, end) => {
    text.focus();
    const from = text.selectionStart;
    if (!document.execCommand('insertText', false, value)) {
      text.setRangeText(value, from, text.selectionEnd, 'end');
      text.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (start !== undefined) text.setSelectionRange(from + start, from + (end ?? start));
  };
  const chosen = () => text.value.slice(text.selectionStart, text.selectionEnd);
  const wrap = (mark, sample) => {
    const words = chosen();
    const isWrapped = words.length > 2 * mark.length && words.startsWith(mark) && words.endsWith(mark);
    if (isWrapped) {
      const bare = words.slice(mark.length, -mark.length);
      insert(bare, 0, bare.length);
    } else {
      const inner = words || sample;
      insert(mark + inner + mark, mark.length, mark.length + inner.length);
    }
  };
  const lines = (mark) => {
    const start = text.value.lastIndexOf('\n', text.selectionStart - 1) + 1;
    const end = text.value.indexOf('\n', text.selectionEnd);
    text.setSelectionRange(start, end < 0 ? text.value.length : end);
    const old = chosen().split('\n');
    const isMarked = old.every((line) => line.startsWith(mark));
    const value = old.map((line) => (isMarked ? line.slice(mark.length) : mark + line)).join('\n');
    insert(value, isMarked ? 0 : mark.length, value.length);
  };
  const block = (value, start, end) => {
    const before = text.value.slice(0, text.selectionStart);
    const gap = before.length === 0 || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
    insert(gap + value, gap.length + start, gap.length + end);
  };
  const tools = {
    bold: () => wrap('**', 'bold'),
    italic: () => wrap('*', 'italic'),
    link: () => {
      const words = chosen();
      if (/^https?:\/\/\S+$/.test(words)) insert(`[words](${words})`, 1, 6);
      else insert(`[${words || 'words'}](https://)`, (words || 'words').length + 3, (words || 'words').length + 11);
    },
    heading: () => lines('## '),
    quote: () => lines('> '),
    list: () => lines('- '),
    image: () => { byId('imagebox').open = true; byId('image').click(); },
    table: () => block('| Name | Value |\n| --- | --- |\n| one | two |\n', 2, 6),
    footnote: () => {
      const numbers = [...text.value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
      const number = Math.max(0, ...numbers) + 1;
      text.setSelectionRange(text.selectionEnd, text.selectionEnd);
      insert(`[^${number}]`);
      text.setSelectionRange(text.value.length, text.value.length);
      const note = `${text.value.endsWith('\n') ? '\n' : '\n\n'}[^${number}]: note\n`;
      insert(note, note.length - 5, note.length - 1);
    },
  };
  const bar = document.querySelector('.tools');
  bar.hidden = false;
  bar.addEventListener('click', (event) => {
    const tool = event.target.closest('button')?.dataset.tool;
    if (tool) tools[tool]();
  });
  text.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const tool = { b: 'bold', i: 'italic', k: 'link' }[event.key.toLowerCase()];
    if (tool) {
      event.preventDefault();
      tools[tool]();
    }
  });
  form.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
      event.preventDefault();
      byId('save')?.click();
    }
  });

  // Images: by the field, by drag, and by paste.
  const dialog = byId('altdialog');
  const askAlt = (name) => new Promise((answered) => {
    byId('altfile').textContent = `${name}. Mail programs show these words before the image.`;
    byId('alttext').value = '';
    dialog.addEventListener('close', () =>
      answered(dialog.returnValue === 'ok' ? byId('alttext').value.replace(/[[\]\s]+/g, ' ').trim() : null), { once: true });
    dialog.returnValue = '';
    dialog.showModal();
  });
  const mostBytes = 20 * 1024 * 1024;
  const upload = async (file, given) => {
    if (file.size > mostBytes) {
      say(`${file.name} has more than 20 MB. Make it smaller.`, true);
      return;
    }
    const alt = given || await askAlt(file.name);
    if (!alt) {
      say('No image was added, because it has no description.', true);
      return;
    }
    say(`${file.name} is on its way …`);
    const body = new FormData();
    body.append('image', file, file.name || 'image.png');
    try {
      const answer = await post('image', body);
      if (answer.status === 413) {
        say(`${file.name} has more than 20 MB. Make it smaller.`, true);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const added = await answer.json();
      if (added.fault) {
        say(added.fault, true);
        return;
      }
      const value = `![${alt}](${added.path})\n`;
      block(value, value.length, value.length);
      say(added.note ?? `${added.path} is beside the issue.`);
    } catch {
      say(`${file.name} could not be sent; look at your connection, and try again.`, true);
    }
  };
  const imagesOf = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith('image/') || /\.(heic|svg)$/i.test(file.name));
  text.addEventListener('dragover', (event) => {
    if ([...event.dataTransfer.types].includes('Files')) {
      event.preventDefault();
      text.classList.add('over');
    }
  });
  text.addEventListener('dragleave', () => text.classList.remove('over'));
  text.addEventListener('drop', async (event) => {
    text.classList.remove('over');
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    const files = imagesOf(event.dataTransfer);
    if (files.length === 0) say('Only images can be dropped here: .png, .jpg, .gif, .webp, .heic or .svg.', true);
    for (const file of files) await upload(file);
  });
  text.addEventListener('paste', async (event) => {
    const files = imagesOf(event.clipboardData);
    if (files.length === 0 || event.clipboardData.getData('text/plain')) return;
    event.preventDefault();
    for (const file of files) await upload(file);
  });
  byId('addimage').addEventListener('click', async (event) => {
    event.preventDefault();
    const file = byId('image').files[0];
    const alt = byId('alt').value.replace(/[[\]\s]+/g, ' ').trim();
    if (!file || !alt) {
      say(file ? 'Say in a few words what the image shows.' : 'Choose a file first.', true);
      (file ? byId('alt') : byId('image')).focus();
      return;
    }
    await upload(file, alt);
    byId('image').value = '';
    byId('alt').value = '';
  });
}
