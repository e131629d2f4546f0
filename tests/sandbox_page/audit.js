/** Looks at everything that can be seen: controls without a name, and text too pale for what lies behind it. */
() => {
  const seen = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility({ opacityProperty: true }));
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function nameless(node) {
    if (!node.matches("button, input, select, textarea, a[href], [role=region]")) return false;
    const named = node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.labels?.length;
    return !named && !node.textContent.trim();
  }

  function channels(colour) {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  }

  function luminance(colour) {
    const linear = colour.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  /** The colour behind a node; null when it is a picture or half transparent, which this does not judge. */
  function behind(node) {
    for (let one = node; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      const colour = channels(style.backgroundColor);
      if (style.backgroundImage !== "none" || (colour[3] > 5 && colour[3] < 250)) return null;
      if (colour[3] >= 250) return colour;
    }
    return channels("white");
  }

  function pale(node) {
    const words = [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
    const back = words && !node.closest(":disabled, .sr, .tools") && behind(node);
    if (!back) return false;
    const style = getComputedStyle(node);
    const [light, dark] = [luminance(channels(style.color)), luminance(back)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700);
    return (light + 0.05) / (dark + 0.05) < (large ? 3 : 4.5);
  }

  const words = (node) => `${node.tagName} ${node.className} ${node.textContent.slice(0, 40)}`;
  return { nameless: seen.filter(nameless).map(words), pale: seen.filter(pale).map(words) };
}
