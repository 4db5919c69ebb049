async function removeEverything(id) { return true; } // expect function-missing
