#pragma once
// The history of a run as CSV (one row an individual and generation) and as JSON lines (one object a generation).

#include <cmath>
#include <filesystem>
#include <locale>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include <genoprop/data/gz.hpp>
#include <genoprop/engine/report.hpp>

namespace genoprop {

namespace io_detail {
inline void write_text(const char* who, const std::filesystem::path& path, const std::string& text) {
  gz::Writer file(who, path);
  file.write({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  file.commit();
}
/// JSON has no infinity: null stands for it
template <class Json = nlohmann::json>
Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

inline const char* name_of(Status status) {
  return status == Status::trained ? "trained" : status == Status::resting ? "resting" : "diverged";
}
inline const char* name_of(Birth::Kind kind) {
  return kind == Birth::Kind::bred ? "bred" : kind == Birth::Kind::copied ? "copied" : "fresh";
}

/// What else a strategy tells of its individuals: optimizer numbers that its hyper policy shows, step sizes that its mutation adapts.
struct Evolving {
  std::size_t numbers = 0;  ///< the first so many of Life::numbers
  bool step_size = false;
};
inline Evolving evolving_in(const std::vector<Report>& history) {
  Evolving found;
  for (const Report& r : history)
    for (const Life& l : r.lives) {
      for (std::size_t k = found.numbers; k < l.numbers.size(); ++k)
        if (!std::isnan(l.numbers[k])) found.numbers = k + 1;
      found.step_size = found.step_size || l.step_size != 1;
    }
  return found;
}

/// A generation as JSON. A template, as everything here that touches the JSON library: only programs that write pay for it.
template <class Json = nlohmann::json>
Json json_of(const Report& r, const Evolving& evolving) {
  Json j;
  j["generation"] = r.generation;
  j["generations"] = r.generations;
  j["best"] = number(r.best);
  j["median"] = number(r.median);
  j["best_loss"] = number(r.best_loss);
  j["diversity"] = number(r.diversity);
  j["diverged"] = r.diverged;
  j["active"] = r.active;
  j["restarted"] = r.restarted;
  j["steps"] = r.steps;
  j["seconds"] = number(r.seconds);
  for (Json& lives = j["lives"] = Json::array(); const Life& l : r.lives) {
    Json& life = lives.emplace_back();
    life["fitness"] = number(l.fitness);
    life["loss"] = number(l.loss);
    life["accuracy"] = number(l.accuracy);
    life["age"] = l.age;
    life["status"] = name_of(l.status);
    for (std::size_t k = 0; k < evolving.numbers; ++k) life["numbers"].push_back(number(static_cast<double>(l.numbers[k])));
    if (evolving.step_size) life["step_size"] = number(static_cast<double>(l.step_size));
  }
  for (Json& births = j["births"] = Json::array(); const Birth& b : r.births) {
    Json& birth = births.emplace_back();
    birth["slot"] = b.slot;
    birth["kind"] = name_of(b.kind);
    birth["parents"] = b.parents.all();
  }
  return j;
}
}  // namespace io_detail

/// `write_csv(result.history(), "run.csv")`: generation, slot, fitness, loss, accuracy, age, status, and whether the slot was
/// reborn at the end of the generation, from which parents. Where the strategy evolves them, behind these number_1, number_2, ..:
/// the optimizer numbers that it shows, in its order (a rate, say), and step_size, the mutation's. Not finite numbers are empty.
inline void write_csv(const std::vector<Report>& history, const std::filesystem::path& path) {
  std::ostringstream out;
  out.imbue(std::locale::classic());
  out.precision(9);
  const auto cell = [&](double value) {
    if (std::isfinite(value)) out << value;
    out << ',';
  };
  const auto further = [&](float value) {
    out << ',';
    if (std::isfinite(value)) out << value;
  };
  const io_detail::Evolving evolving = io_detail::evolving_in(history);
  out << "generation,slot,fitness,loss,accuracy,age,status,birth,first_parent,second_parent";
  for (std::size_t k = 0; k < evolving.numbers; ++k) out << ",number_" << k + 1;
  out << (evolving.step_size ? ",step_size\n" : "\n");
  for (const Report& r : history)
    for (std::size_t s = 0; s < r.lives.size(); ++s) {
      const Life& l = r.lives[s];
      out << r.generation << ',' << s << ',';
      cell(l.fitness);
      cell(l.loss);
      cell(l.accuracy);
      out << l.age << ',' << io_detail::name_of(l.status) << ',';
      const auto born = std::find_if(r.births.begin(), r.births.end(), [&](const Birth& b) { return b.slot == static_cast<Index>(s); });
      const bool reborn = born != r.births.end();
      if (reborn) out << io_detail::name_of(born->kind);
      for (const std::size_t k : {0, 1}) {
        out << ',';
        if (reborn && born->parents[k] >= 0) out << born->parents[k];
      }
      for (std::size_t k = 0; k < evolving.numbers; ++k) further(l.numbers[k]);
      if (evolving.step_size) further(l.step_size);
      out << '\n';
    }
  io_detail::write_text("write_csv", path, out.str());
}

/// `write_json_lines(result.history(), "run.jsonl")`. What the strategy evolves is in each life: numbers [..], step_size.
template <class Json = nlohmann::json>
void write_json_lines(const std::vector<Report>& history, const std::filesystem::path& path) {
  std::string out;
  const io_detail::Evolving evolving = io_detail::evolving_in(history);
  for (const Report& r : history) out += io_detail::json_of<Json>(r, evolving).dump() + "\n";
  io_detail::write_text("write_json_lines", path, out);
}

}  // namespace genoprop
