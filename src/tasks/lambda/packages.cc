#include "tasks/lambda/packages.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace sfn::tasks {
namespace {

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{"ServiceException", "The package " + path.string() + " cannot be read"};
  return std::string(std::istreambuf_iterator<char>(in), {});
}

using Held = std::weak_ptr<const void>;

bool is_the_same(const Held& a, const Held& b) { return !a.owner_before(b) && !b.owner_before(a); }

}  // namespace

class Packages::State : public std::enable_shared_from_this<State> {
 public:
  State(loop::Loop& loop, CodeStore code, Wanted wanted)
      : code_(std::move(code)), loop_(loop), wanted_(std::move(wanted)), threads_(loop) {}

  const CodeStore& code() const { return code_; }

  void put(std::shared_ptr<const std::string> zip, std::function<void(Result<StoredCode>)> done) {
    threads_.compute([code = code_, zip] { return code.put(*zip); },
                     [this, zip, done = std::move(done)](const Result<StoredCode>& stored) {
                       // The thread may have found it, and then it was removed.
                       if (stored && !code_.has(stored->sha256.hex)) return put(zip, done);
                       const auto held = stored ? hold(stored->sha256.hex) : nullptr;
                       done(stored);
                     });
  }

  void read(const std::string& package, std::function<void(Result<std::string>)> done) {
    threads_.compute([path = code_.zip_file(package)] { return read_file(path); },
                     [held = hold(package), done = std::move(done)](Result<std::string> zip) {
                       done(std::move(zip));
                     });
  }

  PackageHold hold(const std::string& package) {
    if (auto held = held_[package].lock()) return held;
    const auto look = [&loop = loop_, weak = weak_from_this(), package](const void*) {
      loop.post([weak, package] {
        if (const auto self = weak.lock()) self->let_go(package);
      });
    };
    // A hold is nothing but its end. It has to point somewhere to count as one.
    const PackageHold held(static_cast<const void*>(this), look);
    held_[package] = held;
    return held;
  }

  void let_go(const std::string& package) {
    const auto last = held_[package];
    if (!last.expired()) return;
    wanted_(package, [weak = weak_from_this(), package, last](bool wanted) {
      const auto self = weak.lock();
      if (self) self->answered(package, last, wanted);
    });
  }

 private:
  // Whoever has held it meanwhile may have given it to a function, and has had it looked at again.
  void answered(const std::string& package, const Held& last, bool wanted) {
    const auto held = held_.find(package);
    if (held == held_.end() || !is_the_same(held->second, last)) return;
    if (!last.expired()) return;
    held_.erase(held);
    if (!wanted) remove(package);
  }

  // Taken out here, where those that are put are looked for; only what is then left takes long.
  void remove(const std::string& package) {
    const auto aside = code_.set_aside(package, ++removals_);
    if (aside) threads_.run([path = *aside] { CodeStore::discard(path); }, [] {});
  }

  const CodeStore code_;
  loop::Loop& loop_;
  const Wanted wanted_;
  std::map<std::string, Held> held_;  // The last hold of each, alive or not.
  std::uint64_t removals_ = 0;
  loop::ThreadPool threads_;
};

Packages::Packages(loop::Loop& loop, CodeStore code, Wanted wanted)
    : state_(std::make_shared<State>(loop, std::move(code), std::move(wanted))) {}

Packages::~Packages() = default;

const CodeStore& Packages::code() const { return state_->code(); }

void Packages::put(std::string zip, std::function<void(Result<StoredCode>)> done) {
  state_->put(std::make_shared<const std::string>(std::move(zip)), std::move(done));
}

void Packages::read(const std::string& sha256_hex, std::function<void(Result<std::string>)> done) {
  state_->read(sha256_hex, std::move(done));
}

PackageHold Packages::hold(const std::string& sha256_hex) { return state_->hold(sha256_hex); }

void Packages::let_go(const std::string& sha256_hex) { state_->let_go(sha256_hex); }

}  // namespace sfn::tasks
