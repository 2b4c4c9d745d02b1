#pragma once
// What has been run: one line a run in an append-only file, so that a stopped program goes on where it was.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <genoprop/core/error.hpp>
#include <map>
#include <sstream>
#include <vector>

#include "cell.hpp"

namespace effect {

namespace gp = genoprop;

namespace store_detail {

inline constexpr const char* header =
    "problem,axis,population,steps,gain,generations,arm,seed,solved,to,spent,validation,test,charged,births,training_seconds,operator_"
    "seconds,check";

/// FNV-1a (Fowler, Noll & Vo): a line that was cut or edited does not have it
inline std::string check_of(const std::string& text) {
  std::uint32_t hash = 0x811C9DC5u;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x01000193u;
  char hex[9];
  std::snprintf(hex, sizeof hex, "%08x", hash);
  return hex;
}
inline std::string exact(double value) {  // as many digits as give the same double back
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  return text;
}
inline std::string line_of(const Cell& cell, const Outcome& o) {
  const Setting& s = cell.setting;
  std::string line = s.problem + ',' + name_of(s.axis) + ',' + std::to_string(s.population) + ',' + std::to_string(s.steps) + ',' +
                     exact(s.gain) + ',' + std::to_string(s.generations) + ',' + cell.arm + ',' + std::to_string(cell.seed) + ',' +
                     (o.solved ? '1' : '0');
  for (const double v : {o.to, o.spent, o.validation, o.test, o.charged, o.births, o.training_seconds, o.operator_seconds})
    line += ',' + exact(v);
  return line + ',' + check_of(line);
}
/// false: not a whole line of a store
inline bool read(const std::string& line, Cell& cell, Outcome& o) {
  const std::size_t last = line.rfind(',');
  if (last == std::string::npos || line.substr(last + 1) != check_of(line.substr(0, last))) return false;
  std::vector<std::string> field;
  std::istringstream in(line.substr(0, last));
  for (std::string part; std::getline(in, part, ',');) field.push_back(part);
  if (field.size() != 17) return false;
  try {
    Setting& s = cell.setting;
    s.problem = field[0];
    if (field[1] != name_of(Axis::total) && field[1] != name_of(Axis::worker)) return false;
    s.axis = field[1] == name_of(Axis::total) ? Axis::total : Axis::worker;
    s.population = static_cast<std::int32_t>(std::stol(field[2]));
    s.steps = std::stoll(field[3]);
    s.gain = std::stod(field[4]);
    s.generations = static_cast<std::int32_t>(std::stol(field[5]));
    cell.arm = field[6];
    cell.seed = std::stoull(field[7]);
    if (field[8] != "0" && field[8] != "1") return false;
    o.solved = field[8] == "1";
    double* const to[] = {&o.to, &o.spent, &o.validation, &o.test, &o.charged, &o.births, &o.training_seconds, &o.operator_seconds};
    for (std::size_t k = 0; k < std::size(to); ++k) *to[k] = std::strtod(field[9 + k].c_str(), nullptr);
  } catch (const std::exception&) {
    return false;
  }
  return true;
}

}  // namespace store_detail

using Runs = std::map<Cell, Outcome>;

/// `Store store{"out/runs.csv"}` reads what is there, `add` writes a line. Without a path it only remembers. A last line that was
/// torn is cut off; anything else that is not a line of a store is refused, and so is a file that another program is adding to.
class Store {
 public:
  Store() = default;
  explicit Store(std::filesystem::path path) : path_(std::move(path)) {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    gp::require<gp::FileError>(file_ >= 0, "Store: cannot open ", path_.string(), ": ", std::strerror(errno));
    try {
      gp::require<gp::FileError>(::flock(file_, LOCK_EX | LOCK_NB) == 0, "Store: ", path_.string(), " is in use by another program");
      load();
    } catch (...) {
      ::close(file_);
      throw;
    }
  }
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  ~Store() {
    if (file_ >= 0) ::close(file_);
  }

  const Runs& runs() const { return runs_; }
  bool has(const Cell& cell) const { return runs_.contains(cell); }

  void add(const Cell& cell, const Outcome& outcome) {
    if (!runs_.emplace(cell, outcome).second) return;
    if (file_ >= 0) write(store_detail::line_of(cell, outcome) + '\n');
  }

 private:
  void load() {
    std::ifstream in(path_, std::ios::binary);
    const std::string all((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    std::size_t from = 0, number = 0;
    while (from < all.size()) {
      const std::size_t end = all.find('\n', from);
      const bool last = end == std::string::npos || end + 1 == all.size();
      const std::string line = all.substr(from, end == std::string::npos ? end : end - from);
      ++number;
      Cell cell;
      Outcome outcome;
      const bool whole = end != std::string::npos;
      const bool good = number == 1 ? line == store_detail::header : store_detail::read(line, cell, outcome);
      if (number == 1 && !whole && std::string(store_detail::header).starts_with(line)) break;  // torn before its first line was out
      gp::require<gp::FileError>(good || (number > 1 && last), "Store: line ", number, " of ", path_.string(), " is \"", line.substr(0, 60),
                                 line.size() > 60 ? "...\"" : "\"", ", expected ",
                                 number == 1 ? "the header of a store of effect" : "a run with its check");
      if (!good || !whole) break;
      if (number > 1) runs_.emplace(cell, outcome);
      from = end + 1;
    }
    gp::require<gp::FileError>(::ftruncate(file_, static_cast<off_t>(from)) == 0, "Store: cannot cut the torn line of ", path_.string(),
                               ": ", std::strerror(errno));
    if (from == 0) write(std::string(store_detail::header) + '\n');
  }
  void write(const std::string& line) {
    const ssize_t done = ::write(file_, line.data(), line.size());
    gp::require<gp::FileError>(done == static_cast<ssize_t>(line.size()), "Store: cannot write ", path_.string(), ": ",
                               done < 0 ? std::strerror(errno) : "no room");
  }

  std::filesystem::path path_;
  int file_ = -1;
  Runs runs_;
};

}  // namespace effect
