using System.Security.Claims;
using System.Text.Json;

namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>The values of the role claim, and the role that they come to; pure. Tests: OidcRuleTests.</summary>
internal static class OidcRoles
{
    /// <summary>
    /// The values of a claim. A path such as <c>realm_access.roles</c> leads into a claim that is a JSON object, unless
    /// a claim has just this name: names of claims that are addresses contain dots, too.
    /// </summary>
    public static IReadOnlyList<string> Values(IReadOnlyCollection<Claim> claims, string path)
    {
        var direct = claims.Where(claim => claim.Type == path).SelectMany(claim => Read(claim.Value, [])).ToList();
        if (direct.Count > 0 || path.IndexOf('.', StringComparison.Ordinal) < 1)
        {
            return direct;
        }

        var steps = path.Split('.');
        return [.. claims.Where(claim => claim.Type == steps[0]).SelectMany(claim => Read(claim.Value, steps[1..]))];
    }

    /// <summary>The first role in the order of <see cref="Role"/> that a value means; null where none does.</summary>
    public static Role? Strongest(IEnumerable<string> values, IReadOnlyDictionary<string, string> roles) =>
        values
            .Select(value => roles.TryGetValue(value, out var word) ? Roles.Words.Find(word) : null)
            .OfType<Role>()
            .Select(role => (Role?)role)
            .Min();

    private static List<string> Read(string value, string[] steps)
    {
        if (steps.Length == 0 && value is not ['[', ..])
        {
            return [value];
        }

        try
        {
            using var json = JsonDocument.Parse(value);
            return Walk(json.RootElement, steps).ToList();
        }
        catch (JsonException)
        {
            return steps.Length == 0 ? [value] : [];
        }
    }

    private static IEnumerable<string> Walk(JsonElement element, string[] steps)
    {
        foreach (var step in steps)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(step, out element))
            {
                return [];
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => [element.GetString()!],
            JsonValueKind.Array => element
                .EnumerateArray()
                .Where(item => item.ValueKind is JsonValueKind.String)
                .Select(item => item.GetString()!),
            _ => [],
        };
    }
}
