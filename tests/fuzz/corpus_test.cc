// Every input that a fuzzer has kept: what was once wrong stays right, with any compiler.
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz/fuzzers.h"

namespace sfn::fuzz {
namespace {

struct Input {
  std::string fuzzer;
  void (*run)(std::string_view);
  std::filesystem::path file;
};

void PrintTo(const Input& input, std::ostream* out) { *out << input.file; }

void add_corpus(const std::string& fuzzer, void (*run)(std::string_view),
                std::vector<Input>& inputs) {
  const auto directory = std::filesystem::path(SFN_SOURCE_DIR) / "tests/fuzz/corpus" / fuzzer;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    inputs.push_back({fuzzer, run, entry.path()});
  }
}

std::vector<Input> all_inputs() {
  std::vector<Input> inputs;
  add_corpus("json", json, inputs);
  add_corpus("definition", definition, inputs);
  add_corpus("path", path, inputs);
  add_corpus("intrinsic", intrinsic, inputs);
  add_corpus("jsonata_parse", jsonata_parse, inputs);
  add_corpus("jsonata_evaluate", jsonata_evaluate, inputs);
  add_corpus("http", http, inputs);
  add_corpus("zip", zip, inputs);
  add_corpus("snapshot", snapshot, inputs);
  add_corpus("items", items, inputs);
  return inputs;
}

std::string name_of(const testing::TestParamInfo<Input>& test) {
  std::string name = test.param.fuzzer + "_" + test.param.file.filename().string();
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
}

class Corpus : public testing::TestWithParam<Input> {};

TEST_P(Corpus, BreaksNoPromise) {
  std::ifstream file(GetParam().file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  GetParam().run(bytes);
}

INSTANTIATE_TEST_SUITE_P(Kept, Corpus, testing::ValuesIn(all_inputs()), name_of);

}  // namespace
}  // namespace sfn::fuzz
