using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Desk;

namespace Newsletter.Dispatcher.Tests.Desk;

/// <summary>The addresses of the desk as the running service has them.</summary>
internal static class DeskAddresses
{
    /// <summary>Each address of the desk once, in the order of the alphabet.</summary>
    public static async Task<IReadOnlyList<DeskAddress>> OfAsync(DeskSite desk)
    {
        var routes = desk
            .Host.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(DeskRights.IsDesk)
            .GroupBy(endpoint => Route(endpoint.RoutePattern))
            .OrderBy(same => same.Key, StringComparer.Ordinal);
        var found = new List<DeskAddress>();
        foreach (var same in routes)
        {
            found.Add(await ReadAsync(desk, same.Key, [.. same]));
        }

        return found;
    }

    private static async Task<DeskAddress> ReadAsync(DeskSite desk, string route, RouteEndpoint[] endpoints)
    {
        var methods = endpoints
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            .ToHashSet();
        var handlers = new List<HandlerMethodDescriptor>();
        var pages = endpoints
            .Select(one => one.Metadata.GetMetadata<PageActionDescriptor>())
            .OfType<PageActionDescriptor>();
        var isPage = false;
        foreach (var page in pages)
        {
            isPage = true;
            var loader = desk.Host.Services.GetRequiredService<PageLoader>();
            handlers.AddRange((await loader.LoadAsync(page, EndpointMetadataCollection.Empty)).HandlerMethods);
        }

        var posts = handlers.Where(one => one.HttpMethod.Equals("POST", StringComparison.OrdinalIgnoreCase)).ToList();
        return new(
            route,
            Path(endpoints[0].RoutePattern),
            DeskRights.Of(endpoints[0]),
            isPage,
            MayGet: isPage || methods.Contains("GET"),
            MayPost: posts.Count > 0 || methods.Contains("POST"),
            [.. posts.Select(post => post.Name).OfType<string>().Where(name => name.Length > 0)]
        );
    }

    private static string Route(RoutePattern pattern) => $"/{pattern.RawText?.TrimStart('/')}";

    /// <summary>An address that the pattern takes, with samples in the place of its parameters.</summary>
    private static string Path(RoutePattern pattern) =>
        string.Join(
            '/',
            pattern
                .PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => Part(pattern, part))))
                .Where(segment => segment.Length > 0)
        );

    private static string Part(RoutePattern pattern, RoutePatternPart part) =>
        part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { IsOptional: true } => "",
            RoutePatternParameterPart parameter => Sample(pattern, parameter.Name),
            _ => throw new NotSupportedException(part.ToString()),
        };

    private static string Sample(RoutePattern pattern, string parameter)
    {
        var rules = pattern.ParameterPolicies.TryGetValue(parameter, out var policies)
            ? policies.Select(policy => policy.Content ?? "").ToList()
            : [];
        return rules switch
        {
            _ when rules.Any(rule => rule is "int" or "long" || rule.StartsWith("min(", StringComparison.Ordinal)) =>
                "404",
            _ when rules.Any(rule => rule is "datetime") => "2026-11-24",
            _ when rules.Any(rule => rule is "guid") => "00000000-0000-0000-0000-000000000404",
            _ => "2026-11-24-sample",
        };
    }
}
