// Interpreters: which program runs a runtime such as `python3.12`.
//
// A name on the PATH proves little: version managers put wrappers there that may refuse to run, and
// `node` does not say which version it is. So each candidate is asked where it really is and which
// version it has, and the first that answers is taken and remembered.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "loop/loop.h"

namespace sfn::tasks {

struct Interpreter {
  std::string path;     ///< Absolute, and not a wrapper.
  std::string version;  ///< `3.11.7`.
  std::string note;     ///< Set where it is not the version asked for: a sentence for the log.
};

class Interpreters {
 public:
  using Found = std::function<void(Result<Interpreter>)>;

  /// `named` maps runtimes to programs; `path` is a list of directories with colons between.
  Interpreters(loop::Loop& loop, std::map<std::string, std::string> named, std::string path);
  ~Interpreters();

  /// Finds the program for a Python or Node runtime. Answers in a later turn; not after this is
  /// destroyed. What was found is kept. Error: `InterpreterNotFound`.
  void find(const std::string& runtime, Found found);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sfn::tasks
