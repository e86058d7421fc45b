#include "tasks/lambda/interpreters.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "base/text.h"
#include "tasks/lambda/interpreter_candidates.h"
#include "tasks/lambda/probe.h"

namespace sfn::tasks {
namespace {

// What our runtime clients are written for.
constexpr Version kOldestPython{3, 8};
constexpr Version kOldestNode{18, 0};

struct Search {
  RuntimeName wanted;
  std::vector<std::string> candidates;
  std::size_t asked = 0;
  std::unique_ptr<Probe> probe;
  std::vector<Interpreters::Found> waiting;
};

std::vector<std::string> question(const std::string& program, Language language) {
  if (language == Language::Python) {
    return {program, "-c",
            "import sys; print(sys.executable); print('%d.%d.%d' % sys.version_info[:3])"};
  }
  return {program, "-p", "process.execPath + '\\n' + process.versions.node"};
}

Version oldest(Language language) {
  return language == Language::Python ? kOldestPython : kOldestNode;
}

std::string display(Language language, const Version& version) {
  return language == Language::Python ? fmt::format("Python {}.{}", version.major, version.minor)
                                      : fmt::format("Node.js {}", version.major);
}

bool is_version_of(const Version& version, const RuntimeName& wanted) {
  if (wanted.language == Language::Node) return version.major == wanted.version.major;
  return version == wanted.version;
}

// The interpreter that answered, unless it cannot be used.
std::optional<Interpreter> read_answer(const std::string& answer, const RuntimeName& wanted) {
  const auto lines = split(answer, '\n');
  if (lines.size() < 2 || lines[0].empty()) return std::nullopt;
  const auto version = parse_version(lines[1]);
  if (!version || *version < oldest(wanted.language)) return std::nullopt;
  if (is_version_of(*version, wanted)) return Interpreter{lines[0], lines[1], ""};
  return Interpreter{lines[0], lines[1],
                     fmt::format("{} is not on this machine: running on {} ({})",
                                 display(wanted.language, wanted.version), lines[1], lines[0])};
}

Error not_found(const std::string& runtime, const Search& search) {
  return {"InterpreterNotFound",
          fmt::format("{} needs {} or newer, and none that runs was found (asked: {}); name one "
                      "with --runtime {}=PATH",
                      runtime, display(search.wanted.language, oldest(search.wanted.language)),
                      search.candidates.empty() ? "none" : join(search.candidates, ", "), runtime)};
}

}  // namespace

struct Interpreters::State : std::enable_shared_from_this<Interpreters::State> {
  State(loop::Loop& on, std::map<std::string, std::string> programs, std::string directories)
      : loop(on), named(std::move(programs)), path(std::move(directories)) {}

  void find(const std::string& runtime, Found found_one) {
    if (const auto known = found.find(runtime); known != found.end()) {
      return answer_soon(known->second, std::move(found_one));
    }
    const auto wanted = parse_runtime(runtime);
    if (!wanted) return answer_soon(wanted.error(), std::move(found_one));

    Search& search = searches[runtime];
    search.waiting.push_back(std::move(found_one));
    if (search.waiting.size() > 1) return;
    search.wanted = *wanted;
    search.candidates = interpreter_candidates(runtime, named, path);
    loop.post([weak = weak_from_this(), runtime] {
      if (const auto self = weak.lock()) self->ask_next(runtime);
    });
  }

  void answer_soon(Result<Interpreter> answer, Found found_one) {
    loop.post([weak = weak_from_this(), answer = std::move(answer),
               found_one = std::move(found_one)]() mutable {
      if (weak.lock()) found_one(std::move(answer));
    });
  }

  void ask_next(const std::string& runtime) {
    Search& search = searches.at(runtime);
    if (search.asked == search.candidates.size()) {
      return answer_all(runtime, not_found(runtime, search));
    }
    const auto& program = search.candidates[search.asked++];
    search.probe = std::make_unique<Probe>(
        loop, question(program, search.wanted.language), environment(),
        [this, runtime](std::optional<std::string> output) { answered(runtime, output); });
  }

  void answered(const std::string& runtime, const std::optional<std::string>& output) {
    const auto interpreter =
        output ? read_answer(*output, searches.at(runtime).wanted) : std::nullopt;
    if (!interpreter) return ask_next(runtime);
    found[runtime] = *interpreter;
    answer_all(runtime, *interpreter);
  }

  void answer_all(const std::string& runtime, const Result<Interpreter>& answer) {
    const auto alive = shared_from_this();
    const auto search = searches.extract(runtime);
    for (const auto& found_one : search.mapped().waiting) found_one(answer);
  }

  // Wrappers of version managers are shell scripts that look for their files.
  std::vector<std::string> environment() const {
    std::vector<std::string> variables{"PATH=" + path};
    if (const char* home = std::getenv("HOME")) variables.push_back(std::string("HOME=") + home);
    return variables;
  }

  loop::Loop& loop;
  const std::map<std::string, std::string> named;
  const std::string path;
  std::map<std::string, Interpreter> found;
  std::map<std::string, Search> searches;
};

Interpreters::Interpreters(loop::Loop& loop, std::map<std::string, std::string> named,
                           std::string path)
    : state_(std::make_shared<State>(loop, std::move(named), std::move(path))) {}

Interpreters::~Interpreters() = default;

void Interpreters::find(const std::string& runtime, Found found) {
  state_->find(runtime, std::move(found));
}

}  // namespace sfn::tasks
