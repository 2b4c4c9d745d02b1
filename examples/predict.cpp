// A program that ships: it reads a model file and predicts the rows of a CSV file. It knows no network, no loss and no trainer, and
// needs no BLAS and no threads: `g++ -std=c++20 -O2 -Iinclude examples/predict.cpp -lz`. Run table.cpp first; it writes both files.
// ctest arguments: ../table/houses.safetensors ../table/new.csv
// expected last line: one house in Bern, its age unknown: [0-9.]+

#include <iostream>

#include <genoprop/io/predictor.hpp>

namespace gp = genoprop;

int main(int argc, char** argv) {
  try {
    const gp::Predictor model = gp::load_model(argc > 1 ? argv[1] : "houses.safetensors");
    std::cout << model.networks() << " networks, trained with genoprop " << model.about().at("version") << ", seed "
              << model.about().at("seed") << '\n';

    const gp::Predictions all = model.predict(argc > 2 ? argv[2] : "new.csv");
    for (const std::string& warning : all.warnings) std::cout << warning << '\n';
    for (gp::Index r = 0; r < all.rows; ++r) std::cout << all.names[0] << ' ' << all(r, 0) << '\n';

    const gp::Cell house[] = {4.0, 110.0, gp::Cell::missing(), "Bern"};  // rooms, area, age, town
    float price = 0;
    model.predict_one(std::span<const gp::Cell>(house), {&price, 1});  // nothing from the heap, safe from many threads
    std::cout << "one house in " << house[3].word << ", its age unknown: " << price << '\n';
  } catch (const gp::Error& error) {
    std::cerr << "predict: " << error.what() << '\n';
    return 1;
  }
}
