/** What people have put into the fields of a modal, a message or the Home tab, in the shape Slack sends it. */

// For each element that holds a value: the field it is sent in, the field it begins with, and what empty is.
const SHAPES = {
  plain_text_input: ["value", "initial_value", null],
  email_text_input: ["value", "initial_value", null],
  url_text_input: ["value", "initial_value", null],
  number_input: ["value", "initial_value", null],
  static_select: ["selected_option", "initial_option", null],
  external_select: ["selected_option", "initial_option", null],
  radio_buttons: ["selected_option", "initial_option", null],
  users_select: ["selected_user", "initial_user", null],
  conversations_select: ["selected_conversation", "initial_conversation", null],
  channels_select: ["selected_channel", "initial_channel", null],
  checkboxes: ["selected_options", "initial_options", []],
  multi_static_select: ["selected_options", "initial_options", []],
  multi_external_select: ["selected_options", "initial_options", []],
  multi_users_select: ["selected_users", "initial_users", []],
  multi_conversations_select: ["selected_conversations", "initial_conversations", []],
  multi_channels_select: ["selected_channels", "initial_channels", []],
  datepicker: ["selected_date", "initial_date", null],
  timepicker: ["selected_time", "initial_time", null],
  datetimepicker: ["selected_date_time", "initial_date_time", null],
};

const surfaces = new Map();

/** The values of one surface (a view id, or channel and `ts`); they outlive a rendering. */
export function valuesOf(surface) {
  if (!surfaces.has(surface)) surfaces.set(surface, new Map());
  return surfaces.get(surface);
}

export function forget(surface) {
  surfaces.delete(surface);
}

function holdsValue(element) {
  return Object.hasOwn(SHAPES, element.type);
}

export function read(values, block, element) {
  const [field, initial, empty] = SHAPES[element.type];
  const kept = values.get(name(block, element));
  return kept === undefined ? element[initial] ?? empty : kept[field];
}

export function write(values, block, element, value) {
  values.set(name(block, element), { [SHAPES[element.type][0]]: value });
}

/** The element as an action payload: its type, its ids and its value. */
export function payload(values, block, element) {
  const ids = { type: element.type, block_id: block.block_id, action_id: element.action_id };
  if (holdsValue(element)) return { ...ids, [SHAPES[element.type][0]]: read(values, block, element) };
  return { ...ids, ...(element.value === undefined ? {} : { value: element.value }), ...(element.text ? { text: element.text } : {}) };
}

/** All values of the blocks: `{block_id: {action_id: {type, …}}}`. */
export function collect(values, blocks) {
  const all = {};
  for (const block of blocks) {
    for (const element of elementsOf(block).filter(holdsValue)) {
      const field = SHAPES[element.type][0];
      all[block.block_id] ??= {};
      all[block.block_id][element.action_id] = { type: element.type, [field]: read(values, block, element) };
    }
  }
  return all;
}

/** Sentences for required inputs that are still empty or too short, by `block_id`. */
export function missing(values, blocks) {
  const errors = {};
  for (const block of blocks.filter((one) => one.type === "input" && holdsValue(one.element))) {
    const value = read(values, block, block.element);
    const empty = value === null || value === "" || (Array.isArray(value) && value.length === 0);
    if (empty && !block.optional) errors[block.block_id] = "Please complete this required field.";
    const least = block.element.min_length ?? 0;
    if (!empty && typeof value === "string" && value.length < least) errors[block.block_id] = `Please write at least ${least} characters.`;
  }
  return errors;
}

/** Blocks with a `block_id` each: Slack gives one to those that came without. */
export function withIds(blocks) {
  return (blocks ?? []).map((block, index) => ({ ...block, block_id: block.block_id ?? `block-${index}` }));
}

function elementsOf(block) {
  return [block.element, block.accessory, ...(block.type === "actions" ? block.elements ?? [] : [])].filter(Boolean);
}

function name(block, element) {
  return `${block.block_id}\n${element.action_id}`;
}
