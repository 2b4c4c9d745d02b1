# For tests that call the compiler themselves: the flags with which a program that links genoprop is compiled, one a line.

add_library(genoprop_probe OBJECT EXCLUDE_FROM_ALL main.cpp)  # never built: only asked for its flags
target_link_libraries(genoprop_probe PRIVATE genoprop::genoprop)

# Warnings of other libraries are not ours: their folders are -isystem, but never /usr/include, which that would move behind
# the compiler's own headers.
set(definitions "$<TARGET_PROPERTY:genoprop_probe,COMPILE_DEFINITIONS>")
set(folders "$<FILTER:$<REMOVE_DUPLICATES:$<TARGET_PROPERTY:genoprop_probe,INCLUDE_DIRECTORIES>>,EXCLUDE,^(/usr/include|${PROJECT_SOURCE_DIR}/include)$>")
set(genoprop_flags_file "${CMAKE_CURRENT_BINARY_DIR}/flags-CXX.txt")
file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/flags-$<COMPILE_LANGUAGE>.txt" CONTENT
"-std=c++20
$<JOIN:$<TARGET_PROPERTY:genoprop_probe,COMPILE_OPTIONS>,
>
-D$<JOIN:${definitions},
-D>
-I${PROJECT_SOURCE_DIR}/include
$<$<BOOL:${folders}>:-isystem$<JOIN:${folders},
-isystem>>
" TARGET genoprop_probe)
