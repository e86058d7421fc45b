// The fuzzer SFN_FUZZER as a program of libFuzzer.
#include <cstddef>
#include <cstdint>

#include "fuzz/fuzzers.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  sfn::fuzz::SFN_FUZZER({reinterpret_cast<const char*>(data), size});
  return 0;
}
