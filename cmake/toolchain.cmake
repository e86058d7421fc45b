# Language, warnings, sanitizers, cache and libraries, for every target alike.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(SFN_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize takes them")
if(SFN_SANITIZE)
  add_compile_options(-fsanitize=${SFN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SFN_SANITIZE})
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers are compared by what went into them, not by their own time of making.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
endif()

# Sources are compiled eight at a time: most of a source's time goes to headers. The preset `debug` compiles
# each alone and so shows what a source forgets to include. A class whose members are of its own file's
# types is what -Wsubobject-linkage warns of once that file is included by another.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
set(SFN_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # For clang, which builds the fuzzers, SFN_CHECK(!"why") is a conversion.
  list(APPEND SFN_WARNINGS -Wno-string-conversion)
else()
  if(CMAKE_UNITY_BUILD)
    list(APPEND SFN_WARNINGS -Wno-subobject-linkage)
  endif()
  # g++ 12 sees overflows in std::string's own copying, and members of a std::variant that are not there, once it
  # optimises, as it does for the sanitizers too; those warnings say nothing of ours.
  if(SFN_SANITIZE OR NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
    list(APPEND SFN_WARNINGS -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
         -Wno-maybe-uninitialized)
  endif()
endif()

# What each library is for:
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)                                      # formatting text
find_package(nlohmann_json REQUIRED)                            # JSON values
find_package(spdlog REQUIRED)                                   # the daemon's log
find_package(CLI11 REQUIRED)                                    # command lines
find_package(OpenSSL REQUIRED)                                  # digests
find_package(ZLIB REQUIRED)                                     # unpacking GZIP
find_package(CURL REQUIRED)                                     # outgoing HTTP
find_package(GTest)                                             # tests; who only runs sfn needs none
find_package(benchmark)                                         # micro-benchmarks, likewise
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)      # the event store, the log store
pkg_check_modules(LIBUV REQUIRED IMPORTED_TARGET libuv)         # the loop
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)       # function packages
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)    # regular expressions
pkg_check_modules(LIBZSTD REQUIRED IMPORTED_TARGET libzstd)     # unpacking ZSTD
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)      # reading what S3 answers
