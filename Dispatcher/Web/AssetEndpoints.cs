using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// Style sheets, scripts and pictures of the look, by a hash of their content. Tests: EveryPageTests.
/// </summary>
internal static class AssetEndpoints
{
    public static void MapAssets(this IEndpointRouteBuilder routes) =>
        routes.MapLook(
            "/assets/{hash}/{name}",
            IResult (string hash, string name, Assets assets, HttpContext context) =>
            {
                if (assets.Find(name) is not { } asset)
                {
                    return TypedResults.NotFound();
                }

                if (hash == asset.Hash)
                {
                    context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                }

                if (asset.ContentType.StartsWith("image/", StringComparison.Ordinal))
                {
                    // Other sites show the picture beside a link.
                    context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
                }

                if (asset.ContentType == PictureType.Svg)
                {
                    // Opened by itself it is a page, which could load and run what it holds.
                    context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
                }

                return TypedResults.Bytes(asset.Content, asset.ContentType);
            }
        );
}
