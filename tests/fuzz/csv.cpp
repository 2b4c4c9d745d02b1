// Any bytes as a CSV file: a table whose columns are as long as it says, or a refusal. What is read is split and encoded.

#include <genoprop/data/csv.hpp>
#include <genoprop/data/features.hpp>

#include "memory_file.hpp"

namespace gp = genoprop;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::uint8_t how = data[0];
  const MemoryFile file({data + 1, size - 1});
  gp::Csv options{.longest_line = 4096};
  if (how & 1) options.header = (how & 2) != 0;
  if (how & 4) options.decimal = ',';
  if (how & 8) options.separator = ';';
  if (how & 16) options.target = "a";
  if (how & 32) options.predict = gp::Predict::classes;
  try {
    const gp::Table table = gp::load_csv(file.path(), options);
    for (gp::Index c = 0; c < table.columns(); ++c)
      if (table.column(c).size() != static_cast<std::size_t>(table.rows())) std::abort();
    const auto features = gp::Features::of(table, {.missing = how & 64 ? gp::Missing::median : gp::Missing::drop, .most_categories = 100});
    const auto width = static_cast<std::size_t>(features.inputs());
    const gp::Table rows = how & 64 ? table : table.pick(features.complete_rows(table, true));
    std::vector<float> x(width * static_cast<std::size_t>(rows.rows()));
    std::vector<gp::Unknown> unknown;
    features.encode(rows, x.data(), width, &unknown);
    if (!unknown.empty()) std::abort();
  } catch (const gp::Error&) {}
  return 0;
}
