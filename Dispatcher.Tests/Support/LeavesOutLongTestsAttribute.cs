using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Leaves explicit tests out of a run that does not ask for them. NUnit would report each as skipped, and more than a
/// hundred of those hide the one test that is skipped because something is not installed.
/// </summary>
/// <remarks>NUnit applies the attributes of an assembly after it has built all tests of the assembly.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed partial class LeavesOutLongTestsAttribute : NUnitAttribute, IApplyToTest
{
    public void ApplyToTest(Test test)
    {
        if (!IsAskedFor(Environment.GetCommandLineArgs()))
        {
            LeaveOutExplicit(test);
        }
    }

    /// <summary>
    /// True when a filter names what it wants (<c>TestCategory=Long</c>, <c>FullyQualifiedName~Kill</c>); a filter that
    /// only says what it does not want (<c>TestCategory!=Integration</c>) does not ask for explicit tests.
    /// </summary>
    public static bool IsAskedFor(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = arguments[i].Split(['=', ':'], 2) is [var before, var after]
                ? (before, after)
                : (arguments[i], arguments.ElementAtOrDefault(i + 1) ?? "");
            if (name is "--filter-uid" || (name is "--filter" && NamesWhatItWants.IsMatch(value)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Takes explicit tests, and suites that are explicit as a whole, out of a suite and the suites within it.
    /// </summary>
    public static void LeaveOutExplicit(ITest suite)
    {
        foreach (var test in suite.Tests.ToList())
        {
            if (test.RunState is RunState.Explicit)
            {
                suite.Tests.Remove(test);
                continue;
            }

            LeaveOutExplicit(test);
        }
    }

    /// <summary>Text without an operator is a part of a name.</summary>
    [GeneratedRegex(@"(?<!!)[=~]|^[^=~]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamesWhatItWants { get; }
}
