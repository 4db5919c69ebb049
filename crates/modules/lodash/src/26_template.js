export function templateSettings(_) { return { imports: { _ } }; }
export function template(string, options, guard) { return () => ""; }
