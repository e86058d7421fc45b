# sfn_embed_migrations(MODULE DIRECTORY): the numbered SQL files of a directory, in order, as
# `std::vector<std::string_view> sfn::MODULE::schema_migrations()`, which the module declares itself.
function(sfn_embed_migrations module directory)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${directory}/[0-9]*.sql)
  list(SORT files)
  set(texts "")
  foreach(file ${files})
    set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND texts "      R\"sql(${text})sql\",\n")
  endforeach()
  set(generated ${CMAKE_BINARY_DIR}/generated/${module}_schema.cc)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT [[
// Made from @directory@ by cmake/embed.cmake.
#include <string_view>
#include <vector>

namespace sfn::@module@ {

std::vector<std::string_view> schema_migrations() {
  return {
@texts@  };
}

}  // namespace sfn::@module@
]])
  target_sources(sfn_${module} PRIVATE ${generated})
endfunction()
