using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The addresses of all pages of the desk, with something to see on each.</summary>
internal static partial class WalkedPages
{
    /// <summary>What stands in the place of a parameter of a route.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["id"] = "3",
        ["key"] = "nothing",
        ["slug"] = "what-the-tide-leaves-behind",
        ["status"] = "404",
        ["token"] = "nothing",
        ["view"] = "mail",
        ["who"] = "8",
    };

    /// <summary>What a page needs beside its route.</summary>
    private static readonly Dictionary<string, string> Queries = new(StringComparer.Ordinal)
    {
        ["/desk/queue/waves"] = "?date=2026-11-24",
        ["/desk/suppressions/lift"] = "?address=maelle.garnier%40example.org",
    };

    /// <summary>Pages that say in a browser, too, that something is not there.</summary>
    private static readonly HashSet<string> NotThere = new(StringComparer.Ordinal)
    {
        "/desk/error/{status:int}",
        "/desk/readers/jobs/{id:long}",
        "/desk/sign-in/link/{token}",
        "/desk/suppressions/lift",
    };

    /// <summary>Whether a page may answer with a status: each is well, or says that the sample is not there.</summary>
    public static bool MayAnswer(string route, int status) =>
        status < 400 || (status == 404 && NotThere.Contains(route));

    /// <summary>The pages that a role may see, each with the pattern of its route.</summary>
    public static IReadOnlyList<(string Route, string Address)> For(IServiceProvider services, Role role) =>
        [
            .. services
                .GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint =>
                    DeskRights.IsDesk(endpoint) && endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null
                )
                .Where(endpoint => DeskRights.Of(endpoint) is { } row && RoleRights.Has(role, row.Look))
                .Select(endpoint => $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(route => (route, Filled(route))),
        ];

    /// <summary>A name for the picture of a page: <c>dispatches-3-pause</c>.</summary>
    public static string Name(string address) =>
        address.Split('?')[0].Trim('/') is var path && path == "desk"
            ? "today"
            : path["desk/".Length..].Replace('/', '-').Replace('.', '-');

    /// <exception cref="KeyNotFoundException">A route has a new parameter; give it a value above.</exception>
    private static string Filled(string route) =>
        Parameter.Replace(route, match => Values[match.Groups["name"].Value]) + Queries.GetValueOrDefault(route);

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}")]
    private static partial Regex Parameter { get; }
}
