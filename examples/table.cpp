// A table from a CSV file: prices of houses from rooms, area, age and town. Words become one-hot inputs, missing cells their median and
// a mark, prices are predicted in the file's units. The network, the columns and their scales go into one model file; predict.cpp reads it.
// expected last line: test error [0-9.]+ thousand, of the mean alone [0-9.]+; written: houses\.safetensors

#include <fstream>
#include <iostream>

#include <genoprop/genoprop.hpp>
#include <genoprop/io/tables.hpp>

namespace gp = genoprop;

namespace {

/// Houses whose price is known but for some noise; some cells say nothing.
void write_houses(const char* path, int rows, std::uint64_t seed, bool with_price) {
  const char* const towns[] = {"Aarau", "Bern", "Chur", "\"St. Gallen, SG\""};
  std::ofstream file(path);
  file << "rooms,area,age,town" << (with_price ? ",price" : "") << '\n';
  for (int r = 0; r < rows; ++r) {
    gp::Draw draw(seed, {.purpose = gp::Purpose::user, .index = static_cast<std::uint32_t>(r)});
    const int rooms = 1 + draw.below(7), town = draw.below(4);
    const float area = 22.0f * static_cast<float>(rooms) + draw.between(5, 40), age = draw.between(0, 90);
    const float price = 60 + area * (3 + 0.8f * static_cast<float>(town)) - 1.5f * age + (age < 10 ? 80.0f : 0.0f) + 15 * draw.normal();
    file << rooms << ',' << area << ',';
    if (draw.unit() > 0.1f) file << static_cast<int>(age);
    file << ',' << towns[town];
    if (with_price) file << ',' << price;
    file << '\n';
  }
}

}  // namespace

int main() {
  try {
    write_houses("houses.csv", 1500, 1, true);
    const auto table = gp::load_csv("houses.csv", {.target = "price"});
    const auto parts = gp::split(table, {.train = 0.6, .validation = 0.2, .test = 0.2, .seed = 1});
    const auto data = gp::encode(parts, {.missing = gp::Missing::median});
    for (const std::string& warning : data.warnings) std::cout << warning << '\n';
    std::cout << table.rows() << " rows, " << table.missing(table.find("age")) << " without age, " << data.training.features()
              << " inputs\n";

    const auto net = gp::sequential(gp::input(data.training.features()), gp::dense(24), gp::tanh(), gp::dense(1));
    const auto problem = gp::Supervised{net, gp::MeanSquaredError{}, data};
    const auto result = gp::Evolution{problem, gp::Adam{.rate = 0.003f}}.fit({.population = 8, .generations = 20, .steps = 100, .seed = 1});
    gp::save(result.ensemble(3), "houses.safetensors", {.features = data.features});

    const auto prices = gp::in_units(data.features, data.test.targets());
    const auto said = gp::in_units(data.features, result.ensemble(3).predict(data.test.x()));
    const xt::xtensor<float, 2> mean = xt::ones_like(prices) * static_cast<float>(data.features.targets[0].mean);
    write_houses("new.csv", 5, 2, false);
    std::cout << "test error " << gp::rmse(said, prices) << " thousand, of the mean alone " << gp::rmse(mean, prices)
              << "; written: houses.safetensors\n";
  } catch (const gp::Error& error) {
    std::cerr << "table: " << error.what() << '\n';
    return 1;
  }
}
