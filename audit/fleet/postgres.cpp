// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/database.hpp"

namespace tlslint::fleet {

Result<std::unique_ptr<Database>> open_postgres(const std::string&) {
    return Error{"this tlslint was built without PostgreSQL"};
}

}  // namespace tlslint::fleet
