// Adds a passkey, and signs in with one. The forms are hidden until this has run: they need it.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
const withBytes = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function post(form, address, body) {
  const token =
    form.querySelector('input[name="__RequestVerificationToken"]')?.value ??
    document.querySelector('meta[name="desk-token"]')?.content;
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Desk-Token': token ?? '' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  let read = {};
  try {
    read = JSON.parse(text);
  } catch {
    // An error page; the sentence below says enough.
  }
  if (!answer.ok) {
    throw new Error(read.problem ?? 'This did not work. Load the page again and try once more.');
  }
  return read;
}

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  return {
    ...common(made),
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function get(options) {
  const found = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  return {
    ...common(found),
    response: {
      clientDataJSON: toText(found.response.clientDataJSON),
      authenticatorData: toText(found.response.authenticatorData),
      signature: toText(found.response.signature),
      userHandle: found.response.userHandle ? toText(found.response.userHandle) : null,
    },
  };
}

const common = (credential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
  clientExtensionResults: credential.getClientExtensionResults(),
});

function sentence(error) {
  switch (error.name) {
    case 'NotAllowedError':
      return 'No passkey was chosen, or it took too long. Try again.';
    case 'InvalidStateError':
      return 'This device has a passkey of this account already.';
    case 'SecurityError':
      return "Passkeys do not work at this address. Open the desk at the newsletter's own address.";
    default:
      return error.message;
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) {
    continue;
  }
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const problem = form.querySelector('[role="alert"]');
    const button = form.querySelector('button');
    problem.hidden = true;
    button.disabled = true;
    try {
      const options = await post(form, form.dataset.begin, {});
      const credential = form.dataset.passkey === 'add' ? await create(options) : await get(options);
      const fields = Object.fromEntries(
        [...form.querySelectorAll('[data-field]')].map((field) => [field.dataset.field, field.value]),
      );
      const done = await post(form, form.dataset.end, { ...fields, credential });
      location.assign(done.to);
    } catch (error) {
      problem.textContent = sentence(error);
      problem.hidden = false;
      button.disabled = false;
    }
  });
}
