/*
 * Loaded with --import in front of a program: ends it at once when the process that started it has ended, however that
 * ended. Standard input must be a pipe which the parent holds open; the operating system closes it in every case.
 */
process.stdin
  .on("error", () => process.kill(process.pid, "SIGKILL"))
  .on("end", () => process.kill(process.pid, "SIGKILL"))
  .resume();
// A program that has nothing more to do ends by itself all the same.
process.stdin.unref();
