// The two kinds of workflow, which differ in what their definitions may ask for.
#pragma once

namespace sfn::asl {

enum class MachineType { Standard, Express };

}  // namespace sfn::asl
