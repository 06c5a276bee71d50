// Shows the button that copies an issue's address, where the browser can do that. The page brings the words.
const button = document.querySelector('[data-copy]');
const address = document.querySelector('[data-address]');
const answer = document.querySelector('[data-copied]');

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    answer.textContent = '';
    try {
      await navigator.clipboard.writeText(address.href);
      answer.textContent = answer.dataset.copied;
    } catch {
      answer.textContent = answer.dataset.refused;
    }
  });
}
