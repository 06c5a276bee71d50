using System.Text.RegularExpressions;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Leaves explicit tests out of a run that does not ask for them. NUnit would report each as skipped, and more than a
/// hundred such lines would hide a test that is skipped because a program is not installed.
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
    /// True when a filter names the tests to run (<c>TestCategory=Long</c>, <c>FullyQualifiedName~Kill</c>); a filter
    /// that only excludes tests (<c>TestCategory!=Integration</c>) does not ask for explicit tests.
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
    /// Removes explicit tests, and suites that are explicit as a whole, from a suite and its inner suites.
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

    /// <summary>Text without an operator matches a part of a name.</summary>
    [GeneratedRegex(@"(?<!!)[=~]|^[^=~]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamesWhatItWants { get; }
}
