// The last of the scripts: who types or ticks faster than they come is not to wait for them. What differs from what the page
// was sent with is told to them as if it were done now.
const isChanged = field => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.type !== "file" && field.value !== field.defaultValue;
  const chosen = [...field.options].findIndex(option => option.defaultSelected);
  return !field.multiple && field.selectedIndex !== Math.max(chosen, 0);
};

for (const field of document.querySelectorAll("form :is(input, select, textarea)")) {
  if (!isChanged(field)) continue;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  // A field that has the cursor has not been left: its text is still being written.
  if (field !== document.activeElement || !field.matches("input:not([type=checkbox], [type=radio]), textarea")) field.dispatchEvent(new Event("change", { bubbles: true }));
}
