// Shows the button that copies an issue's address, where the browser can do that.
const button = document.querySelector('[data-copy]');
const address = document.querySelector('[data-address]');
const answer = document.querySelector('[data-copied]');

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    answer.textContent = '';
    try {
      await navigator.clipboard.writeText(address.href);
      answer.textContent = 'Copied';
    } catch {
      answer.textContent = 'Your browser does not allow it; please copy the address beside the button.';
    }
  });
}
