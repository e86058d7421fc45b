# sfn_benches(DEPENDS module...): the benches of tools/bench, built with everything else for the preset of
# users, so that they never break unseen, and for the others only when asked for. Each tools/bench/NAME.cc
# becomes the program bench_NAME; what they share lies in the folders beside them and sees the modules that
# are named. The target `benches` builds them and the programs they drive.
function(sfn_benches)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  set(root ${CMAKE_SOURCE_DIR}/tools/bench)
  list(TRANSFORM arg_DEPENDS PREPEND sfn_ OUTPUT_VARIABLE linked)

  file(GLOB shared CONFIGURE_DEPENDS ${root}/support/*.cc ${root}/orders/*.cc)
  set(when EXCLUDE_FROM_ALL)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    set(when "")
  endif()
  add_library(sfn_bench STATIC ${when} ${shared})
  target_include_directories(sfn_bench PUBLIC ${root})
  target_compile_definitions(sfn_bench PRIVATE SFN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(sfn_bench PUBLIC ${linked} CLI11::CLI11 PkgConfig::SQLITE)
  sfn_bench_view(sfn_bench ${arg_DEPENDS})

  add_custom_target(benches DEPENDS sfnd sfnctl)
  file(GLOB sources CONFIGURE_DEPENDS ${root}/*.cc)
  foreach(source ${sources})
    get_filename_component(name ${source} NAME_WE)
    add_executable(bench_${name} ${when} ${source})
    target_link_libraries(bench_${name} PRIVATE sfn_bench)
    sfn_bench_view(bench_${name} ${arg_DEPENDS})
    add_dependencies(benches bench_${name})
  endforeach()
endfunction()

function(sfn_bench_view target)
  target_compile_options(${target} PRIVATE ${SFN_WARNINGS})
  target_precompile_headers(${target} REUSE_FROM sfn_pch)
  sfn_view(${target} ${ARGN})
endfunction()
