namespace Newsletter.Dispatcher.Web;

/// <summary>Style sheets and scripts, by a hash of their content. Tests: EveryPageTests.</summary>
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

                return TypedResults.Bytes(asset.Content, asset.ContentType);
            }
        );
}
