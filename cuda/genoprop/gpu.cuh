#pragma once
// Everything that runs on Thrust: `#include <genoprop/gpu.cuh>` beside <genoprop/genoprop.hpp>.

#include <genoprop/gpu/devices.cuh>
#include <genoprop/gpu/thrust_backend.cuh>
