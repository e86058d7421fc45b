# sfn_module(NAME [DEPENDS module...] [LIBRARIES target...])
#
# A static library of every source under src/NAME, and a test program test_NAME of every
# *_test.cc under tests/NAME. A module's headers are reached through an include directory of its own
# (a folder that holds a link to src/NAME and nothing else), and only by the modules that
# name it in DEPENDS: an include that is not declared does not compile. What a dependency's
# headers include must be named too.

set(SFN_INCLUDE_ROOT ${CMAKE_BINARY_DIR}/include)

function(sfn_include_dir name result)
  set(${result} ${SFN_INCLUDE_ROOT}/${name} PARENT_SCOPE)
endfunction()

# The headers that nearly every source includes, compiled once.
add_library(sfn_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
target_compile_options(sfn_pch PRIVATE ${SFN_WARNINGS})
target_link_libraries(sfn_pch PUBLIC fmt::fmt)
target_precompile_headers(sfn_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/pch.h)

# The same for tests, with what they include besides. Most of a test's time is its compilation, so it
# is not optimised, and the compiler takes the memory it likes.
if(GTest_FOUND)
  set(SFN_TEST_OPTIONS -O0 $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=600000>)
  add_library(sfn_test_pch STATIC ${CMAKE_SOURCE_DIR}/cmake/pch.cc)
  target_compile_options(sfn_test_pch PRIVATE ${SFN_WARNINGS} ${SFN_TEST_OPTIONS})
  target_link_libraries(sfn_test_pch PUBLIC fmt::fmt GTest::gmock)
  target_precompile_headers(sfn_test_pch PRIVATE ${CMAKE_SOURCE_DIR}/cmake/test_pch.h)
endif()

function(sfn_view target)
  foreach(module ${ARGN})
    sfn_include_dir(${module} dir)
    target_include_directories(${target} PRIVATE ${dir})
  endforeach()
endfunction()

function(sfn_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES" ${ARGN})
  sfn_include_dir(${name} dir)
  file(MAKE_DIRECTORY ${dir})
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${name} ${dir}/${name} SYMBOLIC)

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(sfn_${name} STATIC ${sources})
  target_compile_options(sfn_${name} PRIVATE ${SFN_WARNINGS})
  target_precompile_headers(sfn_${name} REUSE_FROM sfn_pch)
  sfn_view(sfn_${name} ${name} ${arg_DEPENDS})
  list(TRANSFORM arg_DEPENDS PREPEND sfn_ OUTPUT_VARIABLE linked)
  target_link_libraries(sfn_${name} PUBLIC ${linked} ${arg_LIBRARIES})

  sfn_test(${name} DEPENDS ${name} ${arg_DEPENDS})
endfunction()

# sfn_test(NAME [OPTIMIZED] DEPENDS module...): tests/NAME as the program test_NAME, where there is such
# a folder. OPTIMIZED is for tests that run longer than they compile.
function(sfn_test name)
  cmake_parse_arguments(arg "OPTIMIZED" "" "DEPENDS" ${ARGN})
  file(GLOB_RECURSE tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${name}/*.cc)
  list(FILTER tests EXCLUDE REGEX "/libfuzzer_main\\.cc$")
  if(NOT tests OR NOT GTest_FOUND)
    return()
  endif()
  add_executable(test_${name} ${tests})
  if(arg_OPTIMIZED)
    target_compile_options(test_${name} PRIVATE ${SFN_WARNINGS})
    target_precompile_headers(test_${name} REUSE_FROM sfn_pch)
  else()
    target_compile_options(test_${name} PRIVATE ${SFN_WARNINGS} ${SFN_TEST_OPTIONS})
    target_precompile_headers(test_${name} REUSE_FROM sfn_test_pch)
  endif()
  target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(test_${name} PRIVATE SFN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  sfn_view(test_${name} ${arg_DEPENDS})
  list(TRANSFORM arg_DEPENDS PREPEND sfn_ OUTPUT_VARIABLE linked)
  target_link_libraries(test_${name} PRIVATE ${linked} GTest::gmock_main)
  if(store IN_LIST arg_DEPENDS)
    target_link_libraries(test_${name} PRIVATE sfn_test_support)
  endif()
  gtest_discover_tests(test_${name} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 30
                       PROPERTIES TIMEOUT 120 LABELS ${name})
endfunction()

# sfn_test_support(DEPENDS module...): tests/support, the simulated seams and what else tests share,
# linked to the test programs that see the store. Its sources name what they use of the modules.
function(sfn_test_support)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/*.cc)
  add_library(sfn_test_support STATIC EXCLUDE_FROM_ALL ${sources})
  target_compile_options(sfn_test_support PRIVATE ${SFN_WARNINGS})
  target_include_directories(sfn_test_support PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_precompile_headers(sfn_test_support REUSE_FROM sfn_pch)
  sfn_view(sfn_test_support ${arg_DEPENDS})
  list(TRANSFORM arg_DEPENDS PREPEND sfn_ OUTPUT_VARIABLE linked)
  target_link_libraries(sfn_test_support PUBLIC ${linked})
endfunction()

# sfn_program(NAME DEPENDS module...): src/NAME/main.cc as the program NAME.
function(sfn_program name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  add_executable(${name} ${CMAKE_SOURCE_DIR}/src/${name}/main.cc)
  target_compile_options(${name} PRIVATE ${SFN_WARNINGS})
  target_precompile_headers(${name} REUSE_FROM sfn_pch)
  sfn_view(${name} ${arg_DEPENDS})
  list(TRANSFORM arg_DEPENDS PREPEND sfn_ OUTPUT_VARIABLE linked)
  target_link_libraries(${name} PRIVATE ${linked})
endfunction()

include(GoogleTest)
enable_testing()
