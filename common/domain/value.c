#include "domain/work.h"

#include "domain/lens.h"

int value_supplier(const struct property *property, enum side side,
                   const struct json *map)
{
    for (size_t i = 0; i < property->path_count[side]; i++) {
        if (!lens_is_empty(json_get(map, property->paths[side][i])))
            return (int)i;
    }
    return -1;
}

const struct json *value_of(const struct property *property, enum side side,
                            const struct json *map)
{
    int supplier = value_supplier(property, side, map);

    return supplier < 0 ? NULL : json_get(map, property->paths[side][supplier]);
}

bool value_is_known(const struct property *property, enum side side,
                    const struct json *map)
{
    for (size_t i = 0; i < property->path_count[side]; i++) {
        if (json_get(map, property->paths[side][i]) != NULL)
            return true;
    }
    return false;
}

bool value_equal(const struct json *one, const struct json *other)
{
    if (lens_is_empty(one) || lens_is_empty(other))
        return lens_is_empty(one) && lens_is_empty(other);
    return json_equal(one, other);
}

const char *value_target(const struct property *property, enum side side,
                         const struct json *map)
{
    int supplier = value_supplier(property, side, map);

    return property->paths[side][supplier < 0 ? 0 : supplier];
}
