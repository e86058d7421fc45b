# sfn_embed_runtime_clients(TARGET): compiles the runtime clients of src/tasks/lambda/runtimes into
# the target, as text. Run as a script, this file writes their C++ source:
#   cmake -DOUTPUT=FILE -DRUNTIMES=DIRECTORY -P runtime_clients.cmake

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${RUNTIMES}/bootstrap.py python)
  file(READ ${RUNTIMES}/bootstrap.mjs node)
  file(WRITE ${OUTPUT} "// Made from src/tasks/lambda/runtimes.
#include <string_view>

namespace sfn::tasks {

extern const std::string_view kPythonClient = R\"client(${python})client\";
extern const std::string_view kNodeClient = R\"client(${node})client\";

}  // namespace sfn::tasks
")
  return()
endif()

function(sfn_embed_runtime_clients target)
  set(runtimes ${CMAKE_SOURCE_DIR}/src/tasks/lambda/runtimes)
  set(generated ${CMAKE_BINARY_DIR}/generated/runtime_clients.cc)
  set(script ${CMAKE_SOURCE_DIR}/cmake/runtime_clients.cmake)
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${generated} -DRUNTIMES=${runtimes} -P ${script}
    DEPENDS ${runtimes}/bootstrap.py ${runtimes}/bootstrap.mjs ${script}
    VERBATIM)
  target_sources(${target} PRIVATE ${generated})
endfunction()
