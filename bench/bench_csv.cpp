// How fast does a CSV file become a table, and with how much memory? `load_csv` of a generated file of 100 MB, one pinned thread, median
// of five: MB/s (at least 150 wanted), and the most memory it took while it read, over what the table's cells take: 8 bytes a number,
// 4 a word (at most 2 wanted). The file lies in the temporary folder and is removed.

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <genoprop/core/draw.hpp>
#include <genoprop/data/csv.hpp>
#include <optional>
#include <string>

#include "support/compare.hpp"

namespace gp = genoprop;

namespace {

constexpr std::size_t file_size = 100'000'000;
constexpr int number_columns = 20;

/// A line of /proc/self/status in bytes: VmHWM, the most that was resident; VmRSS, what is.
double status_bytes(const std::string& name) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name + ":")) return 1024 * std::stod(line.substr(name.size() + 1));
  return 0;
}
/// VmHWM starts anew from what is resident now; false where the system does not let it
bool forget_peak() { return static_cast<bool>(std::ofstream("/proc/self/clear_refs") << 5 << std::flush); }

/// A file for as long as it lives. `digits`: of a number behind the point; `words`: columns of one of 50 words.
class CsvFile {
 public:
  CsvFile(int digits, int words) : path_(std::filesystem::temp_directory_path() / gp::text("genoprop-bench-csv-", ::getpid(), ".csv")) {
    std::ofstream out(path_, std::ios::binary);
    std::string block;
    for (int c = 0; c < number_columns + words; ++c) block += gp::text(c ? "," : "", c < number_columns ? "number " : "word ", c);
    block += '\n';
    for (gp::Index row = 0; size_ < file_size; ++row) {
      gp::Draw draw(7, {.purpose = gp::Purpose::data, .index = static_cast<std::uint32_t>(row)});
      for (int c = 0; c < number_columns; ++c) {
        const double value = 200 * (static_cast<double>(draw.unit()) + 0x1p-24 * static_cast<double>(draw.unit())) - 100;
        char cell[400];
        const auto end = std::to_chars(cell, cell + sizeof cell, value, std::chars_format::fixed, digits).ptr;
        if (c) block += ',';
        block.append(cell, end);
      }
      for (int c = 0; c < words; ++c) block += gp::text(",place ", static_cast<int>(50 * draw.unit()));
      block += '\n';
      if (block.size() < (1 << 20) && size_ + block.size() < file_size) continue;
      out << block;
      size_ += block.size();
      block.clear();
    }
    gp::require<gp::FileError>(out.flush().good(), "bench_csv: cannot write ", path_, ", expected room for 100 MB");
  }
  CsvFile(const CsvFile&) = delete;
  CsvFile& operator=(const CsvFile&) = delete;
  ~CsvFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  double megabytes() const { return static_cast<double>(size_) / 1e6; }

 private:
  std::filesystem::path path_;
  std::size_t size_ = 0;
};

void load(benchmark::State& state) {
  cpu_set_t before;
  sched_getaffinity(0, sizeof before, &before);
  bench::pin_to_core(bench::last_core());
  const auto words = static_cast<int>(state.range(1));
  std::optional<CsvFile> file;
  try {
    file.emplace(static_cast<int>(state.range(0)), words);
  } catch (const gp::Error& error) {
    state.SkipWithError(error.what());
    return;
  }
  for (auto _ : state) {
    std::array<double, 5> seconds{};
    double rows = 0, peak = 0;
    bool measured = true;
    for (double& s : seconds) {
      ::malloc_trim(0);  // what the load before has freed would hide what this one takes
      measured = measured && forget_peak();
      const double at_start = status_bytes("VmRSS"), start = bench::thread_seconds();
      const gp::Table table = gp::load_csv(file->path());
      s = bench::thread_seconds() - start;
      peak = std::max(peak, status_bytes("VmHWM") - at_start);
      rows = table.rows();
    }
    const double cells = rows * (8 * number_columns + 4 * words);
    state.SetIterationTime(bench::median(seconds));
    state.counters["MB/s"] = file->megabytes() / bench::median(seconds);
    state.counters["rows"] = rows;
    if (measured) state.counters["peak_over_cells"] = peak / cells;
  }
  sched_setaffinity(0, sizeof before, &before);
}

BENCHMARK(load)
    ->ArgNames({"digits", "words"})
    ->Args({3, 0})
    ->Args({6, 0})
    ->Args({14, 0})
    ->Args({6, 4})
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("cpu", bench::cpu_name());
  benchmark::RunSpecifiedBenchmarks();
}
