using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ModelBinding.Binders;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The parts of MVC that our pages use. All others are taken out, because each of them reads what strangers send: the
/// reader of jQuery's field names, for example, throws at a name such as <c>[</c>.
/// Tests: FuzzedRequestTests.
/// </summary>
internal static class MvcParts
{
    private static readonly Type[] Readers =
    [
        typeof(FormValueProviderFactory),
        typeof(RouteValueProviderFactory),
        typeof(QueryStringValueProviderFactory),
    ];

    /// <summary>Texts, numbers, and the token that ends a request.</summary>
    private static readonly Type[] Binders =
    [
        typeof(CancellationTokenModelBinderProvider),
        typeof(SimpleTypeModelBinderProvider),
    ];

    /// <summary>Takes out of MVC whatever our pages do not use.</summary>
    public static void KeepOnlyUsed(MvcOptions options)
    {
        Keep(options.ValueProviderFactories, Readers);
        Keep(options.ModelBinderProviders, Binders);
        options.ModelValidatorProviders.Clear();
        options.InputFormatters.Clear();
        options.OutputFormatters.Clear();
    }

    private static void Keep<T>(IList<T> parts, Type[] used)
        where T : class
    {
        for (var at = parts.Count - 1; at >= 0; at--)
        {
            if (!used.Contains(parts[at].GetType()))
            {
                parts.RemoveAt(at);
            }
        }
    }
}
