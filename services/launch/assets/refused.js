const button = document.getElementById('copy');
const line = document.getElementById('line').textContent;
if (navigator.clipboard !== undefined) button.hidden = false;
button.addEventListener('click', async () => {
  await navigator.clipboard.writeText(line).then(
    () => (button.querySelector('span').textContent = 'Copied'),
    () => (button.querySelector('span').textContent = 'Select the line and copy it'),
  );
});
